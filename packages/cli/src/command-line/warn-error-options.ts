import { type ErrorOrigin, nearest, TdbtError } from '@tdbt/adapter-api'
import { readYaml, type WarnErrorOptions, warningNames } from '@tdbt/core'
import { dbtWarnings } from './dbt-warnings.js'
import type { FlagValues } from './flag-values.js'
import { UsageError } from './usage-error.js'

/** dbt's keys, each with its older name. */
const keys = { error: 'include', warn: 'exclude', silence: null } as const

/** What can be named: warnings, the deprecations among them together, and the warnings of tests. */
const names: readonly string[] = [...warningNames, ...dbtWarnings, 'Deprecations', 'LogTestResult']

/**
 * `--warn-error-options`, or `warn_error_options` among the flags of dbt_project.yml.
 * Throws a UsageError for what dbt 1.11 refuses, and for a key that it would pass over.
 */
export function readWarnErrorOptions(which: string, flags: FlagValues): WarnErrorOptions {
  const given = flags.text('warn-error-options')
  const fail = (reason: string, origin?: ErrorOrigin): UsageError =>
    new UsageError('option-value', `Invalid value for --warn-error-options: ${reason}.`, which, origin)
  const options = read(given ?? '{}', fail)
  for (const key of Object.keys(options)) {
    if (key in keys || key === keys.error || key === keys.warn) continue
    const hint = nearest(key, Object.keys(keys)) ?? 'it has the keys error, warn and silence'
    throw fail(`'${key}' is no key of it; ${hint}`)
  }
  const listOf = (key: keyof typeof keys): readonly string[] => {
    const list = options[key] ?? options[keys[key] ?? ''] ?? []
    if (!Array.isArray(list)) throw fail(`'${key}' must be a list of names`)
    for (const name of list as readonly unknown[]) {
      if (typeof name === 'string' && names.includes(name)) continue
      const hint = typeof name === 'string' ? nearest(name, names) : undefined
      throw fail(`there is no warning ${JSON.stringify(name)}${hint === undefined ? '' : `; ${hint}`}`)
    }
    return list as readonly string[]
  }
  const isAll = ['all', '*'].includes((options.error ?? options.include) as string)
  const error = isAll ? 'all' : listOf('error')
  const [warn, silence] = [listOf('warn'), listOf('silence')]
  const canExcept = isAll || error.includes('Deprecations') || silence.includes('Deprecations')
  if (warn.length > 0 && !canExcept)
    throw fail("'warn' names exceptions: it needs 'error: all', or Deprecations under error or silence")
  if (flags.boolean('warn-error') && Object.keys(options).length > 0)
    throw fail('it can not stand beside --warn-error, which makes errors of all warnings')
  return { error, warn, silence }
}

function read(
  text: string,
  fail: (reason: string, origin?: ErrorOrigin) => UsageError,
): Record<string, unknown> {
  let value: unknown
  try {
    value = readYaml(text, '--warn-error-options')
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    throw fail(error.message, error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail(`'${text}' is no mapping, as in '{error: all, warn: [NothingToDo]}'`)
  return value as Record<string, unknown>
}
