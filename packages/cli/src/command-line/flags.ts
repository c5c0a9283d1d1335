import type { FlagDefinition } from './flag-definition.js'

const running = ['run', 'build', 'seed', 'snapshot', 'test']
const building = [...running, 'compile']
const selecting = [...building, 'docs', 'show', 'ls']
const levels = ['debug', 'info', 'warn', 'error', 'none']
const formats = ['text', 'debug', 'json', 'default']
const resourceTypes = [
  ...[
    'metric',
    'semantic_model',
    'saved_query',
    'source',
    'analysis',
    'model',
    'test',
    'unit_test',
    'exposure',
  ],
  ...['snapshot', 'seed', 'function'],
]

/** What a run is about. */
const projectFlags = [
  {
    name: 'project-dir',
    kind: 'text',
    env: true,
    describe: 'Folder of dbt_project.yml; else the working folder and those above it',
  },
  {
    name: 'profiles-dir',
    kind: 'text',
    env: true,
    describe: 'Folder of profiles.yml; else the working folder, the project, ~/.dbt',
  },
  {
    name: 'profile',
    kind: 'text',
    env: true,
    describe: 'Profile to use instead of the one in dbt_project.yml',
  },
  {
    name: 'target',
    aliases: ['t'],
    kind: 'text',
    env: true,
    describe: "Target of the profile; else the profile's own `target`",
  },
  { name: 'target-path', kind: 'text', env: true, describe: "Folder of the artifacts; else 'target'" },
  {
    name: 'threads',
    kind: 'integer',
    env: true,
    describe: "How many nodes run at a time; else the target's `threads`",
  },
  { name: 'vars', kind: 'text', env: true, describe: "Variables of the project, a YAML mapping: '{a: 1}'" },
] as const satisfies readonly FlagDefinition[]

const outputFlags = [
  {
    name: 'quiet',
    aliases: ['q'],
    kind: 'boolean',
    env: true,
    default: false,
    describe: 'Print errors and results alone',
  },
  {
    name: 'debug',
    aliases: ['d'],
    kind: 'boolean',
    env: true,
    default: false,
    describe: 'Print all that happens',
  },
  {
    name: 'use-colors',
    kind: 'boolean',
    env: true,
    describe: 'Colours; else on a terminal unless NO_COLOR is set',
  },
  { name: 'printer-width', kind: 'integer', env: true, default: 80, describe: 'Width of the lines of nodes' },
  {
    name: 'log-format',
    kind: 'choice',
    choices: formats,
    env: true,
    default: 'default',
    describe: 'Format of what is printed; default is text, debug has the level and the thread',
  },
  {
    name: 'log-level',
    kind: 'choice',
    choices: levels,
    env: true,
    default: 'info',
    describe: 'Least level that is printed',
  },
  { name: 'log-path', kind: 'text', env: true, describe: "Folder of dbt.log; else 'logs'" },
  {
    name: 'log-format-file',
    kind: 'choice',
    choices: formats,
    env: true,
    default: 'default',
    describe: 'Format of dbt.log',
  },
  {
    name: 'log-level-file',
    kind: 'choice',
    choices: levels,
    env: true,
    default: 'debug',
    describe: 'Least level that goes to dbt.log',
  },
  {
    name: 'log-file-max-bytes',
    kind: 'integer',
    env: true,
    hidden: true,
    default: 10485760,
    describe: 'Size at which dbt.log rolls; 0 for never',
  },
  { name: 'use-colors-file', kind: 'boolean', env: true, default: false, describe: 'Colours in dbt.log' },
  { name: 'print', kind: 'boolean', env: true, default: true, describe: 'Whether {{ print() }} prints' },
] as const satisfies readonly FlagDefinition[]

const runFlags = [
  {
    name: 'fail-fast',
    aliases: ['x'],
    kind: 'boolean',
    env: true,
    default: false,
    describe: 'Stop at the first failure',
  },
  {
    name: 'warn-error',
    kind: 'boolean',
    env: true,
    default: false,
    describe: 'Make errors of all warnings, and failures of those of tests',
  },
  {
    name: 'warn-error-options',
    kind: 'text',
    env: true,
    describe: 'Which warnings are errors, by their names: {error: all, warn: [NothingToDo], silence: [...]}',
  },
  {
    name: 'show-all-deprecations',
    kind: 'boolean',
    default: false,
    describe: 'Tell every deprecation, not the first of each kind alone',
  },
  {
    name: 'write-json',
    kind: 'boolean',
    env: true,
    default: true,
    describe: 'Write manifest.json and run_results.json',
  },
  {
    name: 'version-check',
    kind: 'boolean',
    env: true,
    default: true,
    describe: 'Refuse projects and packages whose require-dbt-version is not met',
  },
  {
    name: 'indirect-selection',
    kind: 'choice',
    choices: ['eager', 'cautious', 'buildable', 'empty'],
    env: true,
    default: 'eager',
    describe: 'Which tests of the selected nodes are selected with them',
  },
  {
    name: 'single-threaded',
    kind: 'boolean',
    env: true,
    hidden: true,
    default: false,
    describe: 'As --threads 1',
  },
] as const satisfies readonly FlagDefinition[]

const commandFlags = [
  {
    name: 'select',
    aliases: ['s', 'm', 'models', 'model'],
    kind: 'list',
    commands: [...building, 'docs', 'show', 'ingest', 'link'],
    describe: 'Nodes to take: names, paths, tag:x, +upstream, downstream+',
  },
  {
    name: 'select',
    aliases: ['s'],
    kind: 'list',
    commands: ['ls'],
    describe: 'Nodes to take: names, paths, tag:x, +upstream, downstream+',
  },
  {
    name: 'models',
    aliases: ['m', 'model'],
    kind: 'list',
    commands: ['ls'],
    describe: 'The same, of models alone',
  },
  { name: 'exclude', kind: 'list', commands: [...selecting, 'link'], describe: 'Nodes to leave out' },
  {
    name: 'selector',
    kind: 'text',
    commands: selecting,
    describe: 'Selector of selectors.yml to use instead of --select and --exclude',
  },
  {
    name: 'resource-type',
    aliases: ['resource-types'],
    kind: 'list',
    choices: [...resourceTypes, 'default', 'all'],
    commands: ['build', 'ls', 'test'],
    describe: 'Kinds of nodes to take',
  },
  {
    name: 'exclude-resource-type',
    aliases: ['exclude-resource-types'],
    kind: 'list',
    choices: [...resourceTypes, 'default'],
    commands: ['build', 'ls', 'test'],
    describe: 'Kinds of nodes to leave out',
  },
  {
    name: 'full-refresh',
    aliases: ['f'],
    kind: 'boolean',
    env: true,
    commands: ['build', 'compile', 'run', 'seed', 'show', 'ingest'],
    default: false,
    describe: 'Build incremental models and seeds, or load sources, anew',
  },
  {
    name: 'store-failures',
    kind: 'boolean',
    env: true,
    commands: ['build', 'test'],
    default: false,
    describe: 'Keep the failing rows of tests in tables',
  },
  {
    name: 'empty',
    kind: 'boolean',
    env: true,
    commands: ['build', 'compile', 'run', 'seed', 'snapshot'],
    default: false,
    describe: 'Read no rows: builds every relation empty',
  },
  {
    name: 'run-hooks',
    kind: 'boolean',
    commands: running,
    default: true,
    describe: 'Run the on-run-start and on-run-end hooks of the project too',
  },
  {
    name: 'results',
    kind: 'list',
    commands: ['run-hooks'],
    describe: 'on-run-end: run_results.json files of what has run, which the hooks see as `results`',
  },
  {
    name: 'args',
    kind: 'text',
    commands: ['run-operation'],
    describe: "Arguments of the macro, a YAML mapping: '{name: value}'",
  },
  {
    name: 'upgrade',
    kind: 'boolean',
    commands: ['deps'],
    default: false,
    describe: 'Choose the versions of all packages anew, and write them to package-lock.yml',
  },
  {
    name: 'lock',
    kind: 'boolean',
    commands: ['deps'],
    default: false,
    describe: 'Write package-lock.yml, and install nothing',
  },
  {
    name: 'add-package',
    kind: 'text',
    commands: ['deps'],
    describe: 'Add a package to packages.yml first: NAME@VERSION',
  },
  {
    name: 'source',
    kind: 'choice',
    choices: ['hub', 'git', 'local'],
    commands: ['deps'],
    default: 'hub',
    describe: 'What --add-package names: a package of the hub, an address of git, or a folder',
  },
  {
    name: 'compile',
    kind: 'boolean',
    commands: ['docs'],
    default: true,
    describe: 'Compile the selected nodes; without it the catalog has all nodes, and nothing else is written',
  },
  {
    name: 'empty-catalog',
    kind: 'boolean',
    env: true,
    commands: ['docs'],
    default: false,
    describe: 'Write a catalog without nodes, and ask the database for none',
  },
  {
    name: 'inline',
    kind: 'text',
    commands: ['compile', 'show'],
    describe: 'A query to use instead of a node',
  },
  {
    name: 'limit',
    kind: 'integer',
    commands: ['show'],
    default: 5,
    describe: 'How many rows; -1 for all',
  },
  {
    name: 'output',
    kind: 'choice',
    choices: ['text', 'json', 'selector', 'name', 'path'],
    commands: ['compile', 'show', 'ls'],
    describe: 'text or json; ls: selector, name, path or json. The first of them unless told',
  },
  { name: 'output-keys', kind: 'list', commands: ['ls'], describe: 'Keys of `--output json`' },
  {
    name: 'data',
    kind: 'text',
    commands: ['ingest'],
    describe: "A file or URL to load instead of the source's own",
  },
  {
    name: 'land',
    kind: 'text',
    commands: ['ingest'],
    describe: 'Bucket and prefix, s3://bucket/prefix/, that files are put in first and loaded from',
  },
  {
    name: 'download-path',
    kind: 'text',
    env: true,
    commands: ['ingest'],
    describe: 'Folder that downloads are kept in; `.tdbt/downloads` of the project unless told',
  },
  {
    name: 'timeout',
    kind: 'integer',
    commands: ['ingest'],
    describe:
      'Seconds that a server may be silent before a download is tried again; else 15 to connect, 60 after',
  },
  {
    name: 'tries',
    kind: 'integer',
    commands: ['ingest'],
    default: 5,
    describe: 'How often a download that brings nothing is tried',
  },
  {
    name: 'skip-profile-setup',
    aliases: ['s'],
    kind: 'boolean',
    commands: ['init'],
    default: false,
    describe: 'Write no profiles.yml',
  },
  {
    name: 'port',
    kind: 'integer',
    commands: ['server'],
    describe: 'start: listen on this loopback port too (0: any)',
  },
  {
    name: 'yes',
    aliases: ['y'],
    kind: 'boolean',
    commands: ['server'],
    default: false,
    describe: 'reset: do not ask',
  },
] as const satisfies readonly FlagDefinition[]

/** tdbt reads nothing from an earlier parse, sends nothing anywhere and looks for no newer version. */
const withoutEffect = [
  ...[
    'partial-parse',
    'partial-parse-file-diff',
    'static-parser',
    'use-experimental-parser',
    'cache-selected-only',
  ],
  ...['populate-cache', 'log-cache-events', 'send-anonymous-usage-stats', 'upload-to-artifacts-ingest-api'],
  ...['show-resource-report', 'use-fast-test-edges', 'macro-debugging'],
].map(
  (name): FlagDefinition => ({
    name,
    kind: 'boolean',
    env: true,
    hidden: true,
    does: 'nothing',
    describe: '',
  }),
)

const missing: readonly FlagDefinition[] = [
  { name: 'defer', kind: 'boolean', harmless: false },
  { name: 'favor-state', kind: 'boolean', harmless: false },
  { name: 'state', kind: 'text' },
  { name: 'defer-state', kind: 'text' },
  { name: 'record-timing-info', aliases: ['r'], kind: 'text' },
  { name: 'partial-parse-file-path', kind: 'text' },
  { name: 'event-time-start', kind: 'text', commands: ['build', 'run'] },
  { name: 'event-time-end', kind: 'text', commands: ['build', 'run'] },
  { name: 'sample', kind: 'text', commands: ['build', 'run'] },
  { name: 'show', kind: 'boolean', commands: ['build', 'seed'], harmless: false },
  { name: 'static', kind: 'boolean', commands: ['docs'], harmless: false },
  { name: 'introspect', kind: 'boolean', commands: ['compile', 'show'], harmless: true },
  { name: 'inject-ephemeral-ctes', kind: 'boolean', commands: ['compile'], harmless: true },
  { name: 'inline-direct', kind: 'text', commands: ['show'] },
  { name: 'clean-project-files-only', kind: 'boolean', commands: ['clean'], harmless: true },
  { name: 'config-dir', kind: 'boolean', commands: ['debug'], harmless: false },
  { name: 'connection', kind: 'boolean', commands: ['debug'], harmless: false },
].map((flag) => ({ ...flag, env: true, hidden: true, does: 'missing', describe: '' }) as FlagDefinition)

const working = [...projectFlags, ...outputFlags, ...runFlags, ...commandFlags] as const

/** Flags that do something, by name. */
export type FlagName = (typeof working)[number]['name']

/** Those of them that always have a value. */
export type DefaultedFlag = Extract<(typeof working)[number], { readonly default: unknown }>['name']

/** Every flag that the command line knows. */
export const flagDefinitions: readonly FlagDefinition[] = [...working, ...withoutEffect, ...missing]

/** The flags that a command has. */
export function flagsOf(command: string): readonly FlagDefinition[] {
  return flagDefinitions.filter((flag) => flag.commands === undefined || flag.commands.includes(command))
}
