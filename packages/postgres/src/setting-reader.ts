import { type KeyOrigin, TdbtError } from '@tdbt/adapter-api'
import { profileKey } from './profile-keys.js'
import type { Service } from './service-file.js'

interface Found {
  readonly value: unknown
  /** Where it stands, for people. */
  readonly origin: string
  /** What whoever wrote it calls it. */
  readonly label: string
}

/**
 * Reads settings by their names in a profile: the profile comes first, then the service, then the environment (libpq's
 * order). An empty text asks for the default, whatever comes after it. What is wrong is kept in `problems`.
 */
export function settingReader(
  keys: Readonly<Record<string, unknown>>,
  service: Service | null,
  env: Readonly<Record<string, string | undefined>>,
  at: KeyOrigin,
) {
  const problems: TdbtError[] = []
  const wrong = (key: string, message: string, hint?: string): void => {
    problems.push(new TdbtError('target-not-valid', message, { ...at(key), hint }))
  }

  const inProfile = (names: readonly string[]): readonly string[] =>
    names.filter((name) => keys[name] !== undefined && keys[name] !== null)

  function find(name: string, alias: string): Found | undefined {
    const [key] = inProfile([name, alias])
    if (key !== undefined) return { value: keys[key], origin: 'the profile', label: key }
    const variable = profileKey(name)?.environment
    if (variable === undefined) return undefined
    const ofService = service?.keys.get(name)
    const origin = `the service '${service?.name}'`
    if (ofService !== undefined) return { value: ofService, origin, label: `${name} of ${origin}` }
    return env[variable] === undefined
      ? undefined
      : { value: env[variable], origin: variable, label: variable }
  }

  function read<Value>(
    name: string,
    alias: string,
    convert: (value: unknown) => Value | undefined,
    kind: string,
  ) {
    const found = find(name, alias)
    if (found === undefined || found.value === '') return undefined
    const value = convert(found.value)
    if (value === undefined) wrong(found.label, `${found.label} must be ${kind}`)
    return value
  }

  return {
    problems,
    wrong,
    text(name: string, alias = name): string | undefined {
      const given = inProfile([...new Set([name, alias])])
      if (given.length > 1) wrong(given[1]!, `${given.join(' and ')} mean the same`, 'give one of them')
      return read(name, alias, toText, 'text')
    },
    whole(name: string, most: number): number | undefined {
      return read(name, name, (value) => toWhole(value, most), `a whole number from 0 to ${most}`)
    },
    oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
      return read(
        name,
        name,
        (value) => choices.find((each) => each === value),
        `one of ${choices.join(', ')}`,
      )
    },
    /** Where the value comes from; undefined for a default. */
    origin(name: string, alias = name): string | undefined {
      const found = find(name, alias)
      return found?.value === '' ? undefined : found?.origin
    },
  }
}

/** An unquoted YAML number (a password of digits, say) is meant as text. */
function toText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function toWhole(value: unknown, most: number): number | undefined {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value
  const isWhole = typeof number === 'number' && Number.isInteger(number)
  return isWhole && number >= 0 && number <= most ? number : undefined
}
