import { type ErrorOrigin, TdbtError } from '@tdbt/adapter-api'
import type { Flags } from './flags.js'
import type { Invocation } from './invocation.js'
import {
  type DeprecationName,
  deprecationNames,
  type WarnErrorOptions,
  type WarningName,
} from './warning-names.js'

/** Tells a warning of the project and of what is done with it. */
export type Warn = (name: WarningName, message: string, origin?: WarningOrigin) => void

/** Where it is; a function where to find that out takes time, which is asked only if the warning is told. */
export type WarningOrigin = ErrorOrigin | (() => ErrorOrigin)

/**
 * The way of every warning: told, or nothing where it is silenced. Of each deprecation the first is told, as in dbt, and
 * the others are counted, unless --show-all-deprecations asks for them.
 * @throws TdbtError (`warning-as-error`) where --warn-error or its options make an error of it
 */
export function warn(
  { flags, emit, deprecations }: Pick<Invocation, 'flags' | 'emit' | 'deprecations'>,
  name: WarningName,
  message: string,
  origin: WarningOrigin = {},
): void {
  const fate = fateOf(flags, name)
  if (fate === 'silence') return
  if (isDeprecation(name)) {
    const before = deprecations.get(name) ?? 0
    deprecations.set(name, before + 1)
    if (fate === 'warn' && before > 0 && !flags.showAllDeprecations) return
  }
  const found = typeof origin === 'function' ? origin() : origin
  if (fate === 'error') {
    const hint = `mend that; --warn-error-options '{error: all, warn: [${name}]}' would leave it a warning`
    throw new TdbtError('warning-as-error', message, { ...found, hint })
  }
  emit({ name: 'Warning', warning: name, message, place: found.place ?? null })
}

/** Whether it is told once and counted. Slips in keys are told each, though dbt's names for them are of this kind. */
export function isDeprecation(name: WarningName | null): name is DeprecationName {
  return (deprecationNames as readonly (string | null)[]).includes(name)
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
