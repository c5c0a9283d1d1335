import { createHash } from 'node:crypto'
import { TdbtError } from '@tdbt/adapter-api'
import { fromJs, repr, str, type Template } from '@tdbt/jinja'
import { renderTestKwargs, testKwargsName } from '../context/test-kwargs.js'
import type { JsonObject } from '../json.js'
import { findMacro, findMacroIn } from '../manifest/macro-registry.js'
import { nearest } from '../project/nearest.js'
import { type Draft, emptyFindings } from './draft.js'
import { immediate } from './immediate.js'
import { parseContext, type RenderedText } from './parse-node.js'
import type { ParseState } from './parse-state.js'
import { type Entry, isEntry, type PropertyEntry } from './read-properties.js'

/** What a generic test is attached to. */
export interface TestTarget {
  /** How the test's SQL reads it: `ref('stg_a')` or `source('raw', 't1')`. */
  readonly expression: string
  /** The name as it appears in the test's name: `stg_a`, `raw_t1`. */
  readonly label: string
  readonly isSource: boolean
  /** dbt's file_key_name: `models.stg_a`. */
  readonly fileKeyName: string
  readonly tags: readonly string[]
}

/** Keys of a test's entry that configure it instead of being arguments of its macro. */
const configKeys = [
  'severity',
  'tags',
  'enabled',
  'where',
  'limit',
  'warn_if',
  'error_if',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'meta',
  'database',
  'schema',
  'alias',
]

/** Makes the tests listed at a model or a column. */
export function parseGenericTests(
  state: ParseState,
  property: PropertyEntry,
  tests: unknown,
  path: readonly (string | number)[],
  target: TestTarget,
  columnName: string | null,
): readonly Draft[] {
  if (tests === undefined || tests === null) return []
  if (!Array.isArray(tests)) throw property.error('tests must be a list', path)
  const drafts: Draft[] = []
  tests.forEach((test: unknown, index) => {
    const draft = state.errors.attempt(() =>
      parseGenericTest(state, property, test, [...path, index], target, columnName),
    )
    if (draft) drafts.push(draft)
  })
  return drafts
}

interface TestEntry {
  readonly name: string
  readonly namespace: string | null
  readonly args: Readonly<Record<string, unknown>>
  readonly config: Readonly<Record<string, unknown>>
  readonly customName: string | null
}

function parseGenericTest(
  state: ParseState,
  property: PropertyEntry,
  raw: unknown,
  path: readonly (string | number)[],
  target: TestTarget,
  columnName: string | null,
): Draft {
  const { file } = property
  const test = readTestEntry(state, property, raw, path, columnName)
  const macro =
    test.namespace === null
      ? findMacro(state.registry, `test_${test.name}`, file.packageName)
      : findMacroIn(state.registry, test.namespace, `test_${test.name}`)
  if (!macro) {
    const known = [
      ...state.registry.builtins.keys(),
      ...(state.registry.packages.get(file.packageName)?.keys() ?? []),
    ]
      .filter((name) => name.startsWith('test_'))
      .map((name) => name.slice('test_'.length))
    throw property.error(`there is no generic test named '${test.name}'`, path, nearest(test.name, known))
  }
  const kwargs: JsonObject = {
    ...(test.args as JsonObject),
    model: `{{ get_where_subquery(${target.expression}) }}`,
  }
  const identifier = `${test.namespace === null ? '' : `${test.namespace}_`}${target.isSource ? 'source_' : ''}${test.name}`
  const synthetic = synthesizeName(identifier, target.label, kwargs)
  const name = test.customName ?? synthetic.full
  const shortName = test.customName ?? synthetic.short
  const config =
    test.customName === null && synthetic.short !== synthetic.full && test.config.alias === undefined
      ? { ...test.config, alias: synthetic.short }
      : test.config
  const metadata = { namespace: test.namespace, name: test.name, kwargs }
  const hash = md5(name + repr(fromJs(hashable(metadata)))).slice(-10)
  const folders = file.originalFilePath.split('/').slice(1, -1)
  const rawCode = `{{ ${test.namespace === null ? '' : `${test.namespace}.`}test_${test.name}(**${testKwargsName}) }}${configCall(config)}`
  const fqn = [file.packageName, ...folders, name]
  const findings = emptyFindings()
  findings.macros.add(macro.uniqueId)
  const template = state.environment.parse(rawCode, file.originalFilePath)
  const text = {
    resourceType: 'test' as const,
    name,
    packageName: file.packageName,
    path: `${shortName}.sql`,
    originalFilePath: file.originalFilePath,
    fqn,
    rawCode,
  }
  // dbt's short way for its two most common tests, whose macros read nothing but their model.
  if (['macro.dbt.test_unique', 'macro.dbt.test_not_null'].includes(macro.uniqueId)) {
    collectTarget(target, findings)
  } else {
    renderTest(state, text, template, kwargs, findings)
  }
  return {
    ...text,
    uniqueId: `test.${file.packageName}.${name}.${hash}`,
    origin: { line: 1, column: 1, offset: 0 },
    checksum: { name: 'none', checksum: '' },
    template,
    findings,
    test: { columnName, fileKeyName: target.fileKeyName, attachedNode: null, metadata },
    rootPath: null,
    index: null,
    ownConfig: config,
    extraTags: target.tags,
  }
}

/** The arguments may hold refs: they are rendered first, in the same context, and what they read counts. */
function renderTest(
  state: ParseState,
  text: RenderedText,
  template: Template,
  kwargs: JsonObject,
  findings: Draft['findings'],
): void {
  try {
    const { context, globals } = parseContext(state, text, findings)
    const rendered = renderTestKwargs(state.environment, kwargs, text.name, globals)
    if (rendered instanceof Promise)
      throw new TdbtError('Compilation', `an argument of ${text.name} runs a query`)
    context.set(testKwargsName, rendered)
    immediate(template.render(globals), text.name)
  } catch (error) {
    throw state.wrap(error)
  }
}

function collectTarget(target: TestTarget, findings: Draft['findings']): void {
  const names = [...target.expression.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '')
  if (target.isSource) findings.sources.push([names[0] ?? '', names[1] ?? ''])
  else findings.refs.push({ name: names[0] ?? '', package: null, version: null })
}

/** The entry in its two spellings: `{unique: {...}}` and `{test_name: unique, ...}`; a bare text is a name. */
function readTestEntry(
  state: ParseState,
  property: PropertyEntry,
  raw: unknown,
  path: readonly (string | number)[],
  columnName: string | null,
): TestEntry {
  const entry: unknown = typeof raw === 'string' ? { [raw]: {} } : raw
  if (!isEntry(entry))
    throw property.error('a test is a name, or a mapping of one name to its arguments', path)
  let fullName: unknown
  let body: Entry
  if ('test_name' in entry) {
    const { test_name: testName, ...rest } = entry
    fullName = testName
    body = rest
  } else {
    const [only, ...others] = Object.entries(entry)
    if (only === undefined || others.length > 0) {
      throw property.error(
        'a test is a mapping of one name to its arguments',
        path,
        'indent the arguments below the name',
      )
    }
    fullName = only[0]
    body = isEntry(only[1]) ? only[1] : {}
    if (only[1] !== null && !isEntry(only[1]))
      throw property.error('the arguments of a test must be a mapping', path)
  }
  const match = /^(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/.exec(String(fullName))
  if (!match) throw property.error(`'${String(fullName)}' is no name of a test`, path)
  const { config: nested, name, description: _description, arguments: nestedArgs, ...flat } = body
  const args: Record<string, unknown> = columnName === null ? {} : { column_name: columnName }
  const config: Record<string, unknown> = {}
  for (const key of configKeys) {
    const value = flat[key] ?? (isEntry(nested) ? nested[key] : undefined)
    if (value !== undefined && value !== null) config[key] = value
  }
  for (const [key, value] of Object.entries(isEntry(nested) ? nested : {})) config[key] ??= value
  for (const [key, value] of Object.entries({ ...flat, ...(isEntry(nestedArgs) ? nestedArgs : {}) })) {
    if (!configKeys.includes(key)) args[key] = value
  }
  if ('model' in args) throw property.error("a test's arguments can't include 'model'", path)
  return {
    name: match[2] ?? '',
    namespace: match[1] ?? null,
    args,
    config: renderConfig(state, property, config),
    customName: name === undefined ? null : String(name),
  }
}

function renderConfig(
  state: ParseState,
  property: PropertyEntry,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const render = state.renderYamlFor(property.file)
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === 'string' ? render(value, key) : value,
    ]),
  )
}

/** dbt writes a test's configs into its text; texts in double quotes, other values as Python prints them. */
function configCall(config: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(config).map(([key, value]) =>
    typeof value === 'string' ? `${key}="${value.replaceAll('"', '\\"')}"` : `${key}=${str(fromJs(value))}`,
  )
  return parts.length === 0 ? '' : `{{ config(${parts.join(',')}) }}`
}

/**
 * dbt's name of a test: the test, the model and the arguments by their keys' order; from 64 characters on, 30 of the
 * beginning and an MD5 stand for it in files and aliases.
 */
export function synthesizeName(
  identifier: string,
  label: string,
  args: Readonly<Record<string, unknown>>,
): { readonly short: string; readonly full: string } {
  const flat: string[] = []
  for (const key of Object.keys(args).sort()) {
    if (key === 'model') continue
    const value = args[key]
    const parts = Array.isArray(value) ? value : isEntry(value) ? Object.values(value) : [value]
    for (const part of parts) flat.push(str(fromJs(part)).replace(/[^0-9a-zA-Z_]+/g, '_'))
  }
  const test = `${identifier}_${label}`
  const full = `${test}_${flat.join('__')}`
  const short = full.length >= 64 ? `${test.slice(0, 30)}_${md5(full)}` : full
  return { short, full }
}

/** What dbt hashes of a test's metadata: keys sorted, every leaf as Python's str. */
function hashable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hashable)
  if (isEntry(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, hashable(value[key])]),
    )
  }
  return str(fromJs(value))
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex')
}
