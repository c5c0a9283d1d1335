import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { callSite, JinjaError } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { type Warn, warn } from '../invocation/warn.js'
import { jinjaCode, jinjaHint } from '../project/jinja-error.js'
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
export function onceWarner(invocation: Pick<Invocation, 'flags' | 'emit'>, errors: ErrorCollector): Warn {
  const told = new Set<string>()
  return (name, message, origin) => {
    const key = `${showPlace(origin?.place)} ${message}`
    if (told.has(key)) return
    told.add(key)
    errors.attempt(() => warn(invocation, name, message, origin))
  }
}

/**
 * An error of a template as the user's error: with the place in the file and the chain of macro calls. Errors that
 * are not the template's (bugs) come back as they are.
 */
export function templateError(error: unknown, sources: (file: string) => string | undefined): unknown {
  const ofTemplate = error instanceof JinjaError
  if (!ofTemplate && !(error instanceof TdbtError && error.place === undefined)) return error
  const site = callSite(error)
  if (site === undefined)
    return ofTemplate
      ? new TdbtError(jinjaCode(error), error.message, { hint: jinjaHint(error), cause: error })
      : error
  const { file, line, column, endLine, endColumn } = site
  return new TdbtError(ofTemplate ? jinjaCode(error) : error.code, error.message, {
    place: { file, line, column, endLine, endColumn },
    source: sources(file),
    hint: ofTemplate ? jinjaHint(error) : error.hint,
    calls: site.calls.map((call) => ({
      name: call.name,
      place: { file: call.file ?? file, line: call.line, column: call.column },
    })),
    cause: error,
    sqlState: ofTemplate ? undefined : error.sqlState,
  })
}

/**
 * A template that stands in a properties file knows no place there: its errors, and its calls of macros, are put where
 * its entry is.
 * @param entry an error that points there.
 */
export function atEntry(error: unknown, entry: TdbtError): unknown {
  if (!(error instanceof TdbtError) || entry.place === undefined) return error
  const { file } = entry.place
  const isInEntry = error.place === undefined || error.place.file === file
  return new TdbtError(error.code, error.message, {
    place: isInEntry ? entry.place : error.place,
    source: isInEntry ? entry.source : error.source,
    hint: error.hint,
    calls: error.calls.map((call) =>
      call.place.file === file ? { ...call, place: entry.place ?? call.place } : call,
    ),
    cause: error,
  })
}
