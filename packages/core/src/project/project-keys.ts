/** One key of dbt_project.yml: what stands here decides how it is read and described. */
export interface ProjectKey {
  readonly type: 'a text' | 'a text or a list of texts' | 'a mapping' | 'a list' | 'anything'
  /** Where it is left out. */
  readonly default?: string | readonly string[]
  /** Jinja in it is rendered when it is used, not when the file is read. */
  readonly renderedLate?: true
  /** dbt knows it; tdbt lets it stand and does nothing with it. */
  readonly ignored?: true
  readonly describe: string
}

const folders = (fallback: string, describe: string): ProjectKey => ({
  type: 'a text or a list of texts',
  default: [fallback],
  describe,
})
const tree = (what: string): ProjectKey => ({
  type: 'a mapping',
  describe: `Configs of ${what} by package and folder; \`+key\` is a config where a plain key could be a folder`,
})
const ignored = (type: ProjectKey['type'], describe: string): ProjectKey => ({
  type,
  ignored: true,
  describe,
})

/** The keys that dbt 1.11 knows; another one is a mistake. */
export const projectKeys = {
  name: {
    type: 'a text',
    describe: 'Name of the project, of letters, digits and underscores; it must be there',
  },
  version: ignored('anything', 'Version of the project'),
  'config-version': ignored('anything', 'Version of the format: 2'),
  profile: {
    type: 'a text',
    describe: 'Profile of profiles.yml; without one the project has an embedded server',
  },
  'require-dbt-version': {
    type: 'anything',
    describe:
      'Versions of dbt that the project is for: ">=1.7.0", or a list; --no-version-check lets others pass',
  },
  'model-paths': folders('models', 'Folders of models'),
  'seed-paths': folders('seeds', 'Folders of seeds'),
  'test-paths': folders('tests', 'Folders of tests: singular ones, and generic ones in a folder generic'),
  'analysis-paths': folders('analyses', 'Folders of analyses'),
  'macro-paths': folders('macros', 'Folders of macros'),
  'snapshot-paths': folders('snapshots', 'Folders of snapshots'),
  'function-paths': ignored('a text or a list of texts', 'Folders of functions'),
  'docs-paths': {
    type: 'a text or a list of texts',
    describe: 'Folders of docs blocks; else all folders above',
  },
  'asset-paths': ignored('a text or a list of texts', 'Folders to copy beside the documentation page'),
  'target-path': {
    type: 'a text',
    default: 'target',
    describe: 'Folder of the artifacts; --target-path goes before it',
  },
  'log-path': { type: 'a text', default: 'logs', describe: 'Folder of dbt.log; --log-path goes before it' },
  'packages-install-path': {
    type: 'a text',
    default: 'dbt_packages',
    describe: 'Folder where installed packages are',
  },
  'clean-targets': {
    type: 'a text or a list of texts',
    describe: 'Folders that `tdbt clean` removes; else the one of target-path',
  },
  quoting: {
    type: 'a mapping',
    describe: 'database, schema, identifier: whether names are quoted; true unless told',
  },
  'on-run-start': {
    type: 'a text or a list of texts',
    renderedLate: true,
    describe: 'SQL to run before the first node; where it fails all nodes are skipped',
  },
  'on-run-end': {
    type: 'a text or a list of texts',
    renderedLate: true,
    describe: 'SQL to run after the last node, whatever became of the nodes',
  },
  dispatch: {
    type: 'a list',
    describe: 'Where macros of a package are looked for: macro_namespace and search_order',
  },
  vars: {
    type: 'a mapping',
    renderedLate: true,
    describe: 'Values for var(); those of a package under its name',
  },
  flags: {
    type: 'a mapping',
    describe: 'Values of flags, with underscores for dashes, and switches of behaviour',
  },
  'query-comment': {
    type: 'anything',
    renderedLate: true,
    describe: "Comment before each statement: a text, {comment, append}, or empty for none; else dbt's JSON",
  },
  'restrict-access': {
    type: 'anything',
    describe: 'true keeps protected and private models from projects that install this one',
  },
  'dbt-cloud': ignored('a mapping', "dbt Cloud's settings"),
  packages: ignored('a list', 'Packages to install'),
  models: tree('models'),
  seeds: tree('seeds'),
  snapshots: tree('snapshots'),
  analyses: ignored('a mapping', 'Analyses are configured under models'),
  sources: tree('sources'),
  tests: { type: 'a mapping', describe: 'Older name of data_tests' },
  data_tests: tree('data tests'),
  unit_tests: tree('unit tests'),
  metrics: tree('metrics'),
  'semantic-models': tree('semantic models'),
  'saved-queries': tree('saved queries'),
  exposures: tree('exposures'),
  functions: ignored('a mapping', 'Configs of functions'),
  'source-paths': { type: 'a text or a list of texts', describe: 'Older name of model-paths' },
  'data-paths': { type: 'a text or a list of texts', describe: 'Older name of seed-paths' },
} as const satisfies Readonly<Record<string, ProjectKey>>

export type ProjectKeyName = keyof typeof projectKeys

export function projectKey(name: string): ProjectKey | undefined {
  return Object.hasOwn(projectKeys, name) ? projectKeys[name as ProjectKeyName] : undefined
}
