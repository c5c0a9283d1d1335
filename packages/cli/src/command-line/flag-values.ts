import type { ErrorOrigin } from '@tdbt/adapter-api'
import { envName, type FlagDefinition, type GivenValue } from './flag-definition.js'
import type { DefaultedFlag, FlagName } from './flags.js'
import { UsageError } from './usage-error.js'

/**
 * The flags of one call with their values: what the command line says, else the environment, else the project, else
 * the flag's default.
 */
export interface FlagValues {
  boolean<Name extends FlagName>(name: Name): boolean | OrUnset<Name>
  text<Name extends FlagName>(name: Name): string | OrUnset<Name>
  integer<Name extends FlagName>(name: Name): number | OrUnset<Name>
  list(name: FlagName): readonly string[]
}

type OrUnset<Name extends FlagName> = Name extends DefaultedFlag ? never : undefined

export interface FlagSources {
  readonly command: string
  /** The flags that the command has. */
  readonly definitions: readonly FlagDefinition[]
  readonly given: ReadonlyMap<string, GivenValue>
  readonly env: Readonly<Record<string, string | undefined>>
  /** `flags:` of dbt_project.yml as written; keys that are no flags are dbt's behaviour switches. */
  readonly project: Readonly<Record<string, unknown>>
  /** Where a key of `project` stands. */
  readonly projectAt: (key: string) => ErrorOrigin
}

type Value = string | boolean | number | readonly string[]

/**
 * Reads and checks every flag of a command. Throws a UsageError for a value that is not valid, which says where it
 * comes from, and for a flag of dbt's that tdbt does not have yet.
 */
export function resolveFlags(sources: FlagSources): FlagValues {
  const values = new Map<string, Value>()
  for (const flag of sources.definitions) {
    const found = findValue(flag, sources)
    if (found === undefined) {
      if (flag.default !== undefined) values.set(flag.name, flag.default)
      continue
    }
    const value = convert(flag, found, sources.command)
    if (flag.does === 'missing' && value !== flag.harmless && !isEmpty(value)) {
      throw new UsageError(
        'command-not-yet',
        `${found.origin} asks for something of dbt's that tdbt does not have yet.`,
        sources.command,
        found.at,
      )
    }
    values.set(flag.name, value)
  }
  // The definitions say which kind each flag is of and which have a default.
  const read = (name: FlagName): never => values.get(name) as never
  return {
    boolean: read,
    text: read,
    integer: read,
    list: (name) => (values.get(name) as readonly string[] | undefined) ?? [],
  }
}

interface Found {
  readonly value: unknown
  /** Who says so, for people. */
  readonly origin: string
  readonly at?: ErrorOrigin
}

function findValue(flag: FlagDefinition, sources: FlagSources): Found | undefined {
  const given = sources.given.get(flag.name)
  const dashed = given === false ? `--no-${flag.name}` : `--${flag.name}`
  if (given !== undefined) return { value: given, origin: dashed }
  if (flag.env) {
    for (const prefix of ['DBT_ENGINE_', 'DBT_']) {
      const value = sources.env[prefix + envName(flag)]
      // Click, and so dbt, takes an empty variable as one that is not set.
      if (value !== undefined && value !== '') return { value, origin: `${prefix}${envName(flag)}=${value}` }
    }
  }
  const key = flag.name.replaceAll('-', '_')
  const value = sources.project[key]
  if (value === undefined || value === null || flag.does !== undefined) return undefined
  return { value, origin: `flags.${key} in dbt_project.yml`, at: sources.projectAt(key) }
}

function convert(flag: FlagDefinition, { value, origin, at }: Found, command: string): Value {
  const fail = (wanted: string): UsageError =>
    new UsageError(
      'option-value',
      `Invalid value for ${origin}: ${show(value)} is not ${wanted}.`,
      command,
      at,
    )
  switch (flag.kind) {
    case 'boolean':
      return toBoolean(value) ?? raise(fail('true or false'))
    case 'integer': {
      const text = textOf(value)
      if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) throw fail('a whole number')
      return Number(text)
    }
    case 'list': {
      // An empty one that is given stays, as dbt has it: "$MODELS" that is not set must not select everything.
      const words = Array.isArray(value)
        ? value.map(textOf)
        : textOf(value)
            .split(/\s+/)
            .filter((word) => word !== '')
      const unknown = flag.choices && words.find((word) => !flag.choices?.includes(word))
      if (unknown !== undefined) {
        throw new UsageError(
          'option-value',
          `Invalid value for ${origin}: '${unknown}' is not one of ${flag.choices?.join(', ')}.`,
          command,
          at,
        )
      }
      return words
    }
    case 'choice': {
      const text = textOf(value).toLowerCase()
      return flag.choices?.includes(text) ? text : raise(fail(`one of ${flag.choices?.join(', ')}`))
    }
    case 'text':
      return textOf(value)
    default:
      return flag.kind satisfies never
  }
}

/** The words that Click takes for true and false. */
function toBoolean(value: unknown): boolean | undefined {
  const text = textOf(value).toLowerCase()
  if (['true', '1', 't', 'yes', 'y', 'on'].includes(text)) return true
  return ['false', '0', 'f', 'no', 'n', 'off'].includes(text) ? false : undefined
}

/** Lists and mappings of dbt_project.yml as JSON. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isEmpty(value: Value): boolean {
  return Array.isArray(value) && value.length === 0
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}

function raise(error: Error): never {
  throw error
}
