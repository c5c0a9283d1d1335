import { type ErrorCode, nearest, type TdbtError } from '@tdbt/adapter-api'
import { asText, type JsonObject } from '../json.js'
import { type ProjectKey, type ProjectKeyName, projectKey, projectKeys } from './project-keys.js'

/** dbt_project.yml after rendering and validation, every key with its default (dbt's defaults). */
export interface ProjectConfig {
  readonly name: string
  readonly version: string | null
  readonly profile: string | null
  /** `require-dbt-version` as it is written: a text or a list of conditions. */
  readonly requireDbtVersion: unknown
  readonly modelPaths: readonly string[]
  readonly seedPaths: readonly string[]
  readonly testPaths: readonly string[]
  readonly analysisPaths: readonly string[]
  readonly macroPaths: readonly string[]
  readonly snapshotPaths: readonly string[]
  readonly docsPaths: readonly string[]
  readonly targetPath: string
  readonly logPath: string
  readonly packagesInstallPath: string
  readonly cleanTargets: readonly string[]
  readonly quoting: { readonly database: boolean; readonly schema: boolean; readonly identifier: boolean }
  readonly onRunStart: readonly string[]
  readonly onRunEnd: readonly string[]
  readonly dispatch: readonly { readonly macroNamespace: string; readonly searchOrder: readonly string[] }[]
  readonly vars: JsonObject
  readonly flags: JsonObject
  readonly queryComment: QueryComment
  /** Whether other packages may read public models alone. */
  readonly restrictAccess: boolean
  /** The resource trees (`models:`, `seeds:` ...), by dbt's key: rendered, and as they are written. */
  readonly trees: Readonly<Record<TreeKey, JsonObject>>
  readonly unrenderedTrees: Readonly<Record<TreeKey, JsonObject>>
}

export type QueryComment = { readonly comment: string | null; readonly append: boolean } | 'default' | 'none'

export const treeKeys = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'data_tests',
  'analyses',
  'exposures',
  'unit_tests',
  'metrics',
  'semantic-models',
  'saved-queries',
] as const
export type TreeKey = (typeof treeKeys)[number]

/** dbt's rule for names of projects; as Python's `\w` its letters and digits are those of any script. */
export function isProjectName(name: string): boolean {
  return /^[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*$/u.test(name)
}

type Fail = (code: ErrorCode, message: string, key: string, hint?: string) => TdbtError

/**
 * Validates a rendered dbt_project.yml.
 * @param unrendered the same as it is written.
 * @param fail makes an error that points at a key.
 * @throws TdbtError (`Project`) naming the key.
 */
export function toProjectConfig(
  raw: Readonly<Record<string, unknown>>,
  unrendered: Readonly<Record<string, unknown>>,
  fail: Fail,
): ProjectConfig {
  const name = raw.name
  if (typeof name !== 'string' || !isProjectName(name)) {
    throw fail(
      'project-name-not-valid',
      name === undefined ? "the project has no 'name'" : `'${asText(name)}' is no valid project name`,
      'name',
    )
  }
  for (const key of Object.keys(raw)) {
    if (projectKey(key) === undefined)
      throw fail(
        'project-key-unknown',
        `'${key}' is no key of dbt_project.yml`,
        key,
        nearest(key, Object.keys(projectKeys)),
      )
  }
  const withoutNul = (value: string, key: string): string => {
    if (!value.includes('\0')) return value
    throw fail(
      'project-not-valid',
      `'${key}' has a NUL character, which no path, name or statement can have`,
      key,
    )
  }
  const strings = (key: ProjectKeyName, fallback = defaultOf(key)): readonly string[] => {
    const value = raw[key]
    if (value === undefined || value === null) return fallback
    const list = typeof value === 'string' ? [value] : value
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
      throw fail('project-not-valid', `'${key}' must be a list of texts`, key)
    }
    for (const item of list) withoutNul(item, key)
    return list
  }
  const text = (key: ProjectKeyName): string => {
    const value = raw[key]
    if (value === undefined || value === null) return defaultOf(key).join()
    if (typeof value !== 'string') throw fail('project-not-valid', `'${key}' must be a text`, key)
    return withoutNul(value, key)
  }
  const object = (key: string): JsonObject => mapping(raw, key, fail)
  const modelPaths = strings('model-paths', strings('source-paths', defaultOf('model-paths')))
  const seedPaths = strings('seed-paths', strings('data-paths', defaultOf('seed-paths')))
  const testPaths = strings('test-paths')
  const analysisPaths = strings('analysis-paths')
  const macroPaths = strings('macro-paths')
  const snapshotPaths = strings('snapshot-paths')
  const quoting = object('quoting')
  return {
    name,
    version: raw.version === undefined || raw.version === null ? null : asText(raw.version),
    requireDbtVersion: raw['require-dbt-version'],
    profile: raw.profile === undefined || raw.profile === null ? null : text('profile'),
    modelPaths,
    seedPaths,
    testPaths,
    analysisPaths,
    macroPaths,
    snapshotPaths,
    docsPaths: strings('docs-paths', [
      ...new Set([
        ...modelPaths,
        ...seedPaths,
        ...snapshotPaths,
        ...analysisPaths,
        ...macroPaths,
        ...testPaths,
      ]),
    ]),
    targetPath: text('target-path'),
    logPath: text('log-path'),
    packagesInstallPath: text('packages-install-path'),
    cleanTargets: strings('clean-targets', [text('target-path')]),
    quoting: {
      database: quoting.database !== false,
      schema: quoting.schema !== false,
      identifier: quoting.identifier !== false,
    },
    onRunStart: strings('on-run-start'),
    onRunEnd: strings('on-run-end'),
    dispatch: toDispatch(raw.dispatch, fail),
    vars: object('vars'),
    flags: object('flags'),
    queryComment: toQueryComment(raw['query-comment']),
    restrictAccess: raw['restrict-access'] === true,
    trees: treesOf(raw, fail),
    unrenderedTrees: treesOf(unrendered, fail),
  }
}

function defaultOf(name: ProjectKeyName): readonly string[] {
  const { default: value }: ProjectKey = projectKeys[name]
  return value === undefined ? [] : [value].flat()
}

function mapping(raw: Readonly<Record<string, unknown>>, key: string, fail: Fail): JsonObject {
  const value = raw[key]
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value))
    throw fail('project-not-valid', `'${key}' must be a mapping`, key)
  return value as JsonObject
}

function treesOf(raw: Readonly<Record<string, unknown>>, fail: Fail): Readonly<Record<TreeKey, JsonObject>> {
  return {
    models: mapping(raw, 'models', fail),
    seeds: mapping(raw, 'seeds', fail),
    snapshots: mapping(raw, 'snapshots', fail),
    sources: mapping(raw, 'sources', fail),
    data_tests: mapping(raw, raw.data_tests === undefined ? 'tests' : 'data_tests', fail),
    analyses: mapping(raw, 'analyses', fail),
    exposures: mapping(raw, 'exposures', fail),
    unit_tests: mapping(raw, 'unit_tests', fail),
    metrics: mapping(raw, 'metrics', fail),
    'semantic-models': mapping(raw, 'semantic-models', fail),
    'saved-queries': mapping(raw, 'saved-queries', fail),
  }
}

function toDispatch(raw: unknown, fail: Fail): ProjectConfig['dispatch'] {
  if (raw === undefined || raw === null) return []
  if (!Array.isArray(raw)) throw fail('project-not-valid', "'dispatch' must be a list", 'dispatch')
  return raw.map((entry: unknown) => {
    const { macro_namespace: macroNamespace, search_order: searchOrder } = (entry ?? {}) as Record<
      string,
      unknown
    >
    if (typeof macroNamespace !== 'string' || !Array.isArray(searchOrder)) {
      throw fail(
        'project-not-valid',
        "an entry of 'dispatch' needs macro_namespace and search_order",
        'dispatch',
      )
    }
    return { macroNamespace, searchOrder: searchOrder.map(asText) }
  })
}

function toQueryComment(raw: unknown): QueryComment {
  if (raw === undefined) return 'default'
  if (raw === null || raw === '') return 'none'
  if (typeof raw === 'string') return { comment: raw, append: false }
  const { comment, append } = raw as Record<string, unknown>
  if (comment === '') return 'none'
  return { comment: typeof comment === 'string' ? comment : null, append: append === true }
}
