import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { type Warn, warn } from '../invocation/warn.js'
import { showPlace } from '../project/text-place.js'

/** Collects the errors of a parse, so that all are shown together. */
export interface ErrorCollector {
  /** Runs a step; a user's error is kept and gives undefined, any other goes on up. */
  attempt<T>(step: () => T): T | undefined
  add(error: TdbtError): void
  readonly all: readonly TdbtError[]
  /** @throws TdbtErrors if anything was collected, here or by `others`. */
  throwIfAny(others?: ErrorCollector): void
}

/** @param wrap makes the user's error of a template's. */
export function createErrorCollector(wrap: (error: unknown) => unknown): ErrorCollector {
  const errors: TdbtError[] = []
  return {
    attempt(step) {
      try {
        return step()
      } catch (thrown) {
        const error = wrap(thrown)
        if (error instanceof TdbtErrors) errors.push(...error.errors)
        else if (error instanceof TdbtError) errors.push(error)
        else throw error
        return undefined
      }
    },
    add: (error) => void errors.push(error),
    all: errors,
    throwIfAny(others) {
      const all = [...errors, ...(others?.all ?? [])]
      if (all.length === 1) throw all[0]
      if (all.length > 1) throw new TdbtErrors(all)
    },
  }
}

/** Tells each warning of a parse once; one of which an error is made is collected with the others. */
export function onceWarner(
  invocation: Pick<Invocation, 'flags' | 'emit' | 'deprecations'>,
  errors: ErrorCollector,
): Warn {
  const told = new Set<string>()
  return (name, message, origin) => {
    if (typeof origin !== 'function') {
      const key = `${showPlace(origin?.place)} ${message}`
      if (told.has(key)) return
      told.add(key)
    }
    errors.attempt(() => warn(invocation, name, message, origin))
  }
}
