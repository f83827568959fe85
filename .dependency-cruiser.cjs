/**
 * Which room may import which: shared <- core <- {main, cli, bridge}; shared <- {preload, renderer}. Tests and what they
 * share may import more.
 */
const room = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^${name}/`, pathNot: '[.](test|spec|test-d)[.]tsx?$|^cli/testing/' },
  to: {
    path: '^(shared|core|main|preload|renderer|bridge|cli|demo|testing|e2e|scripts)/',
    pathNot: `^(${[name, ...allowed].join('|')})/`,
  },
});
const tests = '[.](test|spec|test-d)[.]tsx?$';

module.exports = {
  forbidden: [
    room('shared', []),
    room('core', ['shared']),
    room('main', ['shared', 'core']),
    room('preload', ['shared']),
    room('renderer', ['shared']),
    room('bridge', ['shared', 'core']),
    room('cli', ['shared', 'core']),
    room('demo', ['shared']),
    room('testing', ['shared', 'core', 'main', 'preload', 'bridge', 'demo', 'renderer']),
    room('e2e', ['shared', 'testing', 'demo', 'core']),
    room('scripts', ['shared', 'core', 'demo', 'testing', 'e2e']),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-needs-zod-only',
      severity: 'error',
      from: { path: '^shared/', pathNot: tests },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod' },
    },
    {
      name: 'electron-in-main-and-preload-only',
      comment: 'Importing electron elsewhere would start a download of its runtime in a unit test.',
      severity: 'error',
      from: { pathNot: '^(main|preload|e2e|scripts|bench)/' },
      to: { path: 'node_modules/electron/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'keytar-in-its-host-only',
      comment: 'keytar can hang or crash its process; only the small child process may load it.',
      severity: 'error',
      from: { pathNot: '^core/keychain/' },
      to: { path: 'node_modules/keytar' },
    },
    {
      name: 'sections-stand-alone',
      comment: 'What two sections share is in renderer/common.',
      severity: 'error',
      from: { path: '^renderer/sections/([^/]+)/' },
      to: { path: '^renderer/sections/', pathNot: '^renderer/sections/$1/' },
    },
    {
      name: 'renderer-is-a-page',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
