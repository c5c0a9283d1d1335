import { type ErrorOrigin, TdbtError } from '@tdbt/adapter-api'
import { readYaml } from '@tdbt/core'
import { UsageError } from './usage-error.js'

/** The value of a flag that is a YAML mapping, empty where it isn't given. Throws a UsageError for anything else. */
export function readMapping(
  command: string,
  flag: string,
  text: string | undefined,
): Readonly<Record<string, unknown>> {
  if (text === undefined || text.trim() === '') return {}
  const fail = (reason: string, origin?: ErrorOrigin): UsageError =>
    new UsageError(
      'option-value',
      `Invalid value for ${flag}: ${reason}. Write a YAML mapping, as in ${flag} '{name: value}'.`,
      command,
      origin,
    )
  let value: unknown
  try {
    value = readYaml(text, flag)
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    throw fail(error.message, error)
  }
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) throw fail(`'${text}' is no mapping`)
  return value as Record<string, unknown>
}
