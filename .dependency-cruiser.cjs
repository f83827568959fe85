/** Which file may import which. The pictures in words: docs/architecture.md, "Rooms", and the README of each room. */

/** What a room may import besides itself. */
const rooms = {
  shared: [],
  core: ['shared'],
  main: ['shared', 'core'],
  preload: ['shared'],
  renderer: ['shared'],
  bridge: ['shared', 'core'],
  cli: ['shared', 'core'],
  demo: ['shared'],
  testing: ['shared', 'core', 'main', 'preload', 'renderer', 'bridge', 'cli', 'demo'],
  e2e: ['shared', 'core', 'demo', 'testing'],
  scripts: [
    'shared',
    'core',
    'main',
    'preload',
    'renderer',
    'bridge',
    'cli',
    'demo',
    'testing',
    'e2e',
    'bench',
  ],
  bench: [
    'shared',
    'core',
    'main',
    'preload',
    'renderer',
    'bridge',
    'cli',
    'demo',
    'testing',
    'e2e',
    'scripts',
  ],
};

/** Tests and what stands beside them for tests only. */
const tests = '[.](test|spec|test-d)[.]tsx?$|/testing/';

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: room === 'testing' ? undefined : tests },
  to: { path: `^(${Object.keys(rooms).join('|')})/`, pathNot: `^(${[room, ...allowed].join('|')})/` },
}));

/** From the ground up: a folder or file of core imports those of its own line and of the lines before it. */
const coreOrder = [
  ['files', 'log', 'ports', 'error-facts'],
  ['operations'],
  ['keychain', 'convene'],
  ['session', 'settings-editor', 'this-computer'],
  ['connections', 'account', 'clients'],
  ['keys', 'settings', 'audit', 'watch', 'login-item', 'preferences', 'demo-market'],
  ['connect', 'rotation', 'renaming', 'reminders', 'doctor'],
  ['scan', 'incident'],
  ['companion', 'found-again', 'folder-users', 'tidy-up', 'own-folder'],
];

const part = (names) => `^core/(${names.join('|')})(/|[.]ts$)`;
const coreRules = coreOrder.flatMap((line, at) => {
  const above = coreOrder.slice(at + 1).flat();
  if (above.length === 0) return [];
  return line.map((name) => ({
    name: `core-order-${name}`,
    comment: `core/${name} may import nothing that stands on it: ${above.join(', ')}.`,
    severity: 'error',
    from: { path: part([name]), pathNot: tests },
    to: { path: part(above) },
  }));
});

const pageRules = [
  {
    name: 'sections-stand-alone',
    comment: 'What two sections share is in renderer/common.',
    severity: 'error',
    from: { path: '^renderer/sections/([^/]+)/' },
    to: { path: '^renderer/sections/', pathNot: '^renderer/sections/$1/' },
  },
  {
    name: 'common-stands-below-sections',
    severity: 'error',
    from: { path: '^renderer/common/', pathNot: tests },
    to: { path: '^renderer/(sections|app)/' },
  },
  {
    name: 'ui-knows-no-data',
    comment: 'Parts in ui/ show what they are given.',
    severity: 'error',
    from: { path: '^renderer/ui/', pathNot: tests },
    to: { path: '^renderer/(app|sections|store)/' },
  },
];

module.exports = {
  forbidden: [
    ...roomRules,
    ...coreRules,
    ...pageRules,
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
