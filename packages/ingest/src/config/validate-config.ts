import { nearest, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { placeOfKey } from './config-failure.js'
import type { IngestPlugin } from './define-plugin.js'
import type { ColumnType, FileLocation, Preprocess } from './define-source.js'
import type { ResolvedColumn, ResolvedSource, SourceInput } from './resolved-source.js'

const columnTypes: Record<ColumnType, true> = {
  text: true,
  integer: true,
  bigint: true,
  numeric: true,
  'double precision': true,
  boolean: true,
  date: true,
  timestamp: true,
  timestamptz: true,
}
const columnKeys = ['type', 'from', 'required', 'wholeNumber', 'significantDigits']
const locationKeys = ['url', 'path', 'land', 'format', 'member', 'sheet', 'encoding', 'delimiter']
const pluginKeys = ['name', 'rows']
const sourceKeys = ['source', 'table', 'schema', 'from', 'columns', 'preprocess', 'key', 'maxRejectedShare']
/** What the loader adds to every table itself. */
const ownColumns = ['source_row', 'source_file', 'loaded_at']

type Bag = Record<string, unknown>

/**
 * Checks what `tdbt.config.ts` exports and fills in the defaults. The file is written by hand and may be plain
 * JavaScript, so nothing is taken from its types. `text` is the file's, where there is one, for the places of its keys.
 * Throws a TdbtError, or TdbtErrors where there are several, each naming the key that it is about.
 */
export function validateConfig(value: unknown, file: string, text = ''): readonly ResolvedSource[] {
  const problems: TdbtError[] = []
  const problem = (key: string, message: string, hint?: string): void => {
    const place = placeOfKey(text, key.replace(/^.*\./, ''), file) ?? { file }
    problems.push(
      new TdbtError('ingest-config-not-valid', `${file}: ${key} ${message}`, { place, source: text, hint }),
    )
  }

  const sources: ResolvedSource[] = []
  if (!isBag(value)) {
    problem(
      'the default export',
      'must be a configuration',
      'export default defineConfig({ sources: [...] })',
    )
  } else if (!Array.isArray(value.sources)) {
    problem('sources', 'must be a list of sources, made by defineSource({ ... })')
  } else {
    rejectUnknownKeys(value, ['sources'], '', problem)
    for (const [index, source] of value.sources.entries()) {
      const resolved = resolveSource(source, `sources[${index}]`, problem)
      if (resolved !== undefined) sources.push(resolved)
    }
    for (const [index, source] of sources.entries()) {
      if (sources.findIndex((other) => other.name === source.name) < index)
        problem(`sources[${index}]`, `defines ${source.name} a second time`)
    }
  }
  if (problems.length === 1) throw problems[0]
  if (problems.length > 1) throw new TdbtErrors(problems)
  return sources
}

type Problem = (key: string, message: string, hint?: string) => void

function resolveSource(value: unknown, key: string, problem: Problem): ResolvedSource | undefined {
  if (!isBag(value)) {
    problem(key, 'must be a source, made by defineSource({ ... })')
    return undefined
  }
  rejectUnknownKeys(value, sourceKeys, `${key}.`, problem)
  const source = text(value, 'source', key, problem)
  const table = text(value, 'table', key, problem)
  const schema = value.schema === undefined ? source : text(value, 'schema', key, problem)
  const columns = resolveColumns(value.columns, `${key}.columns`, problem)
  const names = columns.map((column) => column.name)

  const keyColumns = value.key ?? []
  if (!isTextList(keyColumns)) problem(`${key}.key`, 'must be a list of column names')
  else
    for (const name of keyColumns)
      if (!names.includes(name))
        problem(`${key}.key`, `names ${name}, which is not one of the columns (${names.join(', ')})`)

  const share = value.maxRejectedShare ?? 0.01
  if (typeof share !== 'number' || !(share >= 0 && share <= 1))
    problem(`${key}.maxRejectedShare`, 'must be a number from 0 to 1')

  const hooks = value.preprocess ?? []
  const preprocess: unknown[] = Array.isArray(hooks) ? hooks : [hooks]
  if (!preprocess.every((hook) => typeof hook === 'function'))
    problem(`${key}.preprocess`, 'must be a function or a list of functions')

  return {
    name: `${source}.${table}`,
    source,
    table,
    schema,
    input: resolveInput(value.from, `${key}.from`, problem),
    columns,
    preprocess: preprocess as Preprocess[],
    key: keyColumns as string[],
    maxRejectedShare: share as number,
  }
}

function resolveInput(value: unknown, key: string, problem: Problem): SourceInput {
  if (isPlugin(value)) return { kind: 'plugin', plugin: resolvePlugin(value, key, problem) }
  if (typeof value === 'function') {
    problem(key, 'is a function', 'a plugin has a name too: definePlugin({ name, async *rows() { ... } })')
    return { kind: 'files', files: [] }
  }
  return { kind: 'files', files: resolveFiles(value, key, problem) }
}

function isPlugin(value: unknown): value is Bag {
  return isBag(value) && 'rows' in value
}

function resolvePlugin(value: Bag, key: string, problem: Problem): IngestPlugin {
  rejectUnknownKeys(value, pluginKeys, `${key}.`, problem)
  if (typeof value.rows !== 'function') problem(`${key}.rows`, 'must be a function')
  text(value, 'name', key, problem)
  return value as unknown as IngestPlugin
}

function resolveFiles(value: unknown, key: string, problem: Problem): FileLocation[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (list.length === 0) problem(key, 'names no file')
  return list.map((item, index) =>
    resolveFile(item, Array.isArray(value) ? `${key}[${index}]` : key, problem),
  )
}

function resolveFile(value: unknown, key: string, problem: Problem): FileLocation {
  if (typeof value === 'string' && value !== '') return locationOf(value)
  if (isPlugin(value)) {
    problem(key, 'is a plugin in a list', 'give each plugin a source of its own')
    return {}
  }
  if (!isBag(value)) {
    problem(key, "must be a URL, a path or { url: '...' } or { path: '...' }, or a plugin")
    return {}
  }
  rejectUnknownKeys(value, locationKeys, `${key}.`, problem)
  const location: FileLocation = value
  if ((location.url === undefined) === (location.path === undefined))
    problem(key, 'must have one of url and path')
  for (const name of ['url', 'path', 'land', 'member', 'sheet'] as const)
    if (value[name] !== undefined && (typeof value[name] !== 'string' || value[name] === ''))
      problem(`${key}.${name}`, 'must be a text')
  if (location.format !== undefined && !['csv', 'xlsx'].includes(location.format))
    problem(`${key}.format`, "must be 'csv' or 'xlsx' (what the file holds once it is unpacked)")
  if (location.encoding !== undefined && !['utf-8', 'latin1'].includes(location.encoding))
    problem(`${key}.encoding`, "must be 'utf-8' or 'latin1'")
  if (location.delimiter !== undefined && String(location.delimiter).length !== 1)
    problem(`${key}.delimiter`, 'must be one character')
  return location
}

/** The location that a plain text means: a URL where it has a scheme, a path else. */
export function locationOf(urlOrPath: string): FileLocation {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(urlOrPath) ? { url: urlOrPath } : { path: urlOrPath }
}

function resolveColumns(value: unknown, key: string, problem: Problem): ResolvedColumn[] {
  if (!isBag(value) || Object.keys(value).length === 0) {
    problem(key, "must name the table's columns and their types")
    return []
  }
  const columns: ResolvedColumn[] = []
  for (const [name, given] of Object.entries(value)) {
    const at = `${key}.${name}`
    const definition: Bag | undefined =
      typeof given === 'string' ? { type: given } : isBag(given) ? given : undefined
    if (definition === undefined) {
      problem(at, 'must be a type or { type, from, ... }')
      continue
    }
    rejectUnknownKeys(definition, columnKeys, `${at}.`, problem)
    const type = definition.type
    if (typeof type !== 'string' || !Object.hasOwn(columnTypes, type)) {
      problem(
        at,
        `has the type ${JSON.stringify(type) ?? 'undefined'}`,
        `types are ${Object.keys(columnTypes).join(', ')}`,
      )
      continue
    }
    if (ownColumns.includes(name)) problem(at, 'is a column that the loader adds itself')
    const from = definition.from ?? name
    if (typeof from !== 'string' || from === '') problem(`${at}.from`, 'must be the header of a column')
    for (const flag of ['required', 'wholeNumber'])
      if (definition[flag] !== undefined && typeof definition[flag] !== 'boolean')
        problem(`${at}.${flag}`, 'must be true or false')
    if (definition.wholeNumber !== undefined && type !== 'text')
      problem(`${at}.wholeNumber`, 'is for columns of the type text')
    const digits = definition.significantDigits
    if (digits !== undefined) {
      if (type !== 'numeric') problem(`${at}.significantDigits`, 'is for columns of the type numeric')
      if (!Number.isInteger(digits) || Number(digits) < 1 || Number(digits) > 15)
        problem(`${at}.significantDigits`, 'must be a whole number from 1 to 15')
    }
    columns.push({ ...definition, name, type: type as ColumnType, from: String(from) })
  }
  return columns
}

function text(bag: Bag, name: string, key: string, problem: Problem): string {
  const value = bag[name]
  if (typeof value === 'string' && value !== '') return value
  problem(`${key}.${name}`, 'must be a text')
  return ''
}

function rejectUnknownKeys(bag: Bag, known: readonly string[], prefix: string, problem: Problem): void {
  for (const key of Object.keys(bag))
    if (!known.includes(key))
      problem(
        `${prefix}${key}`,
        'is not a known key',
        [nearest(key, known), `known keys are ${known.join(', ')}`]
          .filter((line) => line !== undefined)
          .join('\n'),
      )
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
