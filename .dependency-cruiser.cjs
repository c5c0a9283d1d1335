/** What each package may import of the others: the picture in docs/architecture.md. */
const packages = {
  'adapter-api': [],
  jinja: [],
  core: ['adapter-api', 'jinja'],
  postgres: ['adapter-api'],
  ingest: ['adapter-api'],
  deps: ['adapter-api', 'core', 'ingest'],
  cli: ['adapter-api', 'core', 'postgres', 'ingest', 'deps'],
}

/** The folders of core in the order of the flow: each imports only those before it. */
const coreFolders = [
  'invocation',
  'project',
  'manifest',
  'session',
  'context',
  'parse',
  'graph',
  'select',
  'compile',
  'run',
  'artifacts',
  'commands',
]

/** Where core may touch the disk; the steps between take text and look-ups. */
const coreFiles = ['project/', 'artifacts/', 'run/seed-file\\.ts$', 'commands/clean\\.ts$']

const outsideWorld =
  '^(node:)?(fs|fs/promises|child_process|cluster|dgram|dns|http|http2|https|net|tls|worker_threads)$|(^|/)node_modules/fast-glob/'

const names = Object.keys(packages)

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Files that import each other can only be understood, tested and moved together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-deep-import',
      comment: "Another package is its index; what isn't exported there is its own business.",
      severity: 'error',
      from: { path: '^(packages/[^/]+/|[^/]+/)' },
      to: {
        path: ['^@tdbt/[^/]+/', '^packages/[^/]+/'],
        pathNot: ['^packages/[^/]+/src/index\\.ts$', '^$1'],
      },
    },
    ...names.map((name) => ({
      name: `packages-of-${name}`,
      comment: `${name} may import ${packages[name].join(', ') || 'no other package'}.`,
      severity: 'error',
      from: { path: `^packages/${name}/src/` },
      to: { path: `^packages/(?!(${[name, ...packages[name]].join('|')})/)` },
    })),
    ...coreFolders.slice(0, -1).map((folder, index) => ({
      name: `flow-of-${folder}`,
      comment: `core/src/${folder} may import only folders above it: ${coreFolders.slice(0, index).join(', ') || 'none'}.`,
      severity: 'error',
      from: { path: `^packages/core/src/${folder}/` },
      to: { path: `^packages/core/src/(${['index\\.ts', ...coreFolders.slice(index + 1)].join('|')})` },
    })),
    {
      name: 'flow-of-every-folder',
      comment: 'A new folder of core takes its place in the order of the flow (coreFolders).',
      severity: 'error',
      from: { path: `^packages/core/src/(?!(${coreFolders.join('|')})/)[^/]+/` },
      to: {},
    },
    {
      name: 'leaves-of-core',
      comment: 'A file beside the folders of core is there for all of them, and imports none.',
      severity: 'error',
      from: { path: '^packages/core/src/[^/]+\\.ts$', pathNot: '^packages/core/src/index\\.ts$' },
      to: { path: '^packages/core/src/[^/]+/' },
    },
    {
      name: 'no-outside-world',
      comment: `The disk is core's in ${coreFiles.join(', ')} only; a network or a process nowhere.`,
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: `^packages/core/src/(${coreFiles.join('|')})` },
      to: { path: outsideWorld },
    },
    {
      name: 'no-outside-world-in-leaves',
      comment:
        'The template engine and the contract of adapters compute; they touch neither disk nor network.',
      severity: 'error',
      from: { path: '^packages/(jinja|adapter-api)/src/' },
      to: { path: outsideWorld },
    },
    {
      name: 'pg-in-postgres-only',
      comment: 'Everything else reaches a database through an adapter.',
      severity: 'error',
      from: { path: '^(packages/(?!postgres/)[^/]+/src|retail_project/(?!test/)|examples/(?!test/))' },
      to: { path: ['^pg$', '(^|/)node_modules/(@types/)?pg(-copy-streams)?/'] },
    },
    {
      name: 'no-test-in-source',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: ['^packages/[^/]+/test/', '^test/'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Imports of types count: a type that points backwards ties two folders together as well.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|fixtures|target|\\.tdbt)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
}
