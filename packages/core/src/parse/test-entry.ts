import { asText, emptyObject } from '../json.js'
import type { ParseState } from './parse-state.js'
import { type Entry, isEntry, type PropertyEntry } from './read-properties.js'

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

/** One entry of `data_tests:`, taken apart. */
export interface TestEntry {
  readonly name: string
  readonly namespace: string | null
  readonly args: Readonly<Record<string, unknown>>
  readonly config: Readonly<Record<string, unknown>>
  readonly customName: string | null
  readonly description: unknown
}

/** The entry in its two spellings: `{unique: {...}}` and `{test_name: unique, ...}`; a bare text is a name. */
export function readTestEntry(
  state: ParseState,
  property: PropertyEntry,
  raw: unknown,
  path: readonly (string | number)[],
  columnName: string | null,
): TestEntry {
  const entry: unknown = typeof raw === 'string' ? { [raw]: {} } : raw
  if (!isEntry(entry))
    throw property.error(
      'test-not-valid',
      'a test is a name, or a mapping of one name to its arguments',
      path,
    )
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
        'test-not-valid',
        'a test is a mapping of one name to its arguments',
        path,
        'indent the arguments below the name',
      )
    }
    fullName = only[0]
    body = isEntry(only[1]) ? only[1] : {}
    if (only[1] !== null && !isEntry(only[1]))
      throw property.error('test-not-valid', 'the arguments of a test must be a mapping', path)
  }
  const match = /^(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/.exec(asText(fullName))
  if (!match) throw property.error('test-not-valid', `'${asText(fullName)}' is no name of a test`, path)
  const { config: nested, name, description, ...rest } = body
  const { nestedArgs, flat } = splitArguments(state, property, asText(fullName), rest, path)
  const args = emptyObject()
  if (columnName !== null) args.column_name = columnName
  const config = emptyObject()
  for (const key of configKeys) {
    if (flat[key] && isEntry(nested) && key in nested)
      throw property.error(
        'config-twice',
        `'${key}' stands both in 'config' of the test and beside it`,
        path,
        'take one of them away',
      )
    const value = flat[key] ?? (isEntry(nested) ? nested[key] : undefined)
    if (value !== undefined && value !== null) config[key] = value
  }
  for (const [key, value] of Object.entries(isEntry(nested) ? nested : {})) config[key] ??= value
  for (const [key, value] of Object.entries({ ...flat, ...(isEntry(nestedArgs) ? nestedArgs : {}) })) {
    if (!configKeys.includes(key)) args[key] = value
  }
  if ('model' in args)
    throw property.error('test-not-valid', "a test's arguments can't include 'model'", path)
  return {
    name: match[2] ?? '',
    namespace: match[1] ?? null,
    args,
    config: renderConfig(state, property, config),
    description,
    customName: name === undefined ? null : asText(name),
  }
}

/**
 * The arguments that stand under `arguments`, and what stands beside it: there since dbt 1.10, which still takes both
 * and warns of the older way. With `flags: {require_generic_test_arguments_property: false}` it is an argument itself.
 */
function splitArguments(
  { project, warn }: ParseState,
  property: PropertyEntry,
  name: string,
  rest: Entry,
  path: readonly (string | number)[],
): { readonly nestedArgs: unknown; readonly flat: Entry } {
  const origin = () => property.error('test-not-valid', '', path)
  if (project.root.config.flags.require_generic_test_arguments_property === false) {
    if ('arguments' in rest) {
      const message = `'arguments' of the test ${name} is an argument of it like any other, since require_generic_test_arguments_property is false`
      warn('ArgumentsPropertyInGenericTestDeprecation', message, origin)
    }
    return { nestedArgs: undefined, flat: rest }
  }
  const { arguments: nestedArgs, ...flat } = rest
  for (const key of configKeys) {
    if (key in flat)
      warn(
        'PropertyMovedToConfigDeprecation',
        `'${key}' of the test ${name} belongs below its 'config'`,
        origin,
      )
  }
  const own = Object.keys(flat).filter((key) => key !== 'column_name' && !configKeys.includes(key))
  if (!(isEntry(nestedArgs) && Object.keys(nestedArgs).length > 0) && own.length > 0) {
    const message = `${own.map((key) => `'${key}'`).join(', ')} of the test ${name} ${own.length === 1 ? 'belongs' : 'belong'} below its 'arguments'`
    warn('MissingArgumentsPropertyInGenericTestDeprecation', message, origin)
  }
  return { nestedArgs, flat }
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
