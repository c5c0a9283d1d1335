import { type ErrorOrigin, TdbtError } from '@tdbt/adapter-api'
import type { Flags } from './flags.js'
import type { Invocation } from './invocation.js'
import type { WarnErrorOptions, WarningName } from './warning-names.js'

/** Tells a warning of the project and of what is done with it. */
export type Warn = (name: WarningName, message: string, origin?: ErrorOrigin) => void

/**
 * The way of every warning: told, or nothing where it is silenced.
 * @throws TdbtError (`warning-as-error`) where --warn-error or its options make an error of it
 */
export function warn(
  { flags, emit }: Pick<Invocation, 'flags' | 'emit'>,
  name: WarningName,
  message: string,
  origin: ErrorOrigin = {},
): void {
  const fate = fateOf(flags, name)
  if (fate === 'silence') return
  if (fate === 'error') {
    const hint = `mend that; --warn-error-options '{error: all, warn: [${name}]}' would leave it a warning`
    throw new TdbtError('warning-as-error', message, { ...origin, hint })
  }
  emit({ name: 'Warning', warning: name, message, place: origin.place ?? null })
}

/**
 * dbt's rules: what is named goes before `Deprecations`, and that before `all`; what is silenced before what stays a
 * warning, and that before errors. The warning of a test is named LogTestResult.
 */
export function fateOf(
  { warnError, warnErrorOptions }: Pick<Flags, 'warnError' | 'warnErrorOptions'>,
  name: WarningName | 'LogTestResult',
): keyof WarnErrorOptions {
  // dbt's CSV reader warns of it outside dbt's own warnings, which `all` is about.
  const ofAll = name === 'SeedReadOtherwise' ? 'warn' : 'error'
  if (warnError) return ofAll
  const { error, warn: kept, silence } = warnErrorOptions
  for (const named of name.endsWith('Deprecation') ? [name, 'Deprecations'] : [name]) {
    if (silence.includes(named)) return 'silence'
    if (kept.includes(named)) return 'warn'
    if (error !== 'all' && error.includes(named)) return 'error'
  }
  return error === 'all' ? ofAll : 'warn'
}
