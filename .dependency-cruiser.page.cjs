/**
 * What ends up in the page: only imports that survive compilation count here, which the other rules can't tell apart when
 * they follow a chain.
 */
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'no-zod-in-the-page',
      comment:
        'Constants and rules that the page needs stand apart from schemas; types may come from anywhere.',
      severity: 'error',
      from: { path: '^renderer/main[.]tsx$' },
      to: { path: 'node_modules/zod', reachable: true },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
