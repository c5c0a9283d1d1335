import { type ErrorOrigin, TdbtError } from '@tdbt/adapter-api'
import { callSite, JinjaError } from '@tdbt/jinja'
import { jinjaCode, jinjaHint } from '../project/jinja-error.js'
import { isBuiltin, noFile } from '../project/shown-path.js'

/**
 * An error of a template as the user's error, with the chain of macro calls and its place: the innermost one that the
 * user has written, so where a built-in macro was called for an error inside it. Errors that are not the template's
 * (bugs) come back as they are.
 * @param texts the text of a file.
 */
export function templateError(error: unknown, texts: (file: string) => string | undefined): unknown {
  const ofTemplate = error instanceof JinjaError
  if (!ofTemplate && !(error instanceof TdbtError && error.place === undefined)) return error
  const site = callSite(error)
  if (site === undefined)
    return ofTemplate
      ? new TdbtError(jinjaCode(error), error.message, { hint: jinjaHint(error), cause: error })
      : error
  const { file, line, column, endLine, endColumn } = site
  const place = [{ file, line, column, endLine, endColumn }, ...site.calls.map((call) => call.place)].find(
    (each) => each !== undefined && each.file !== noFile && !isBuiltin(each.file),
  )
  return new TdbtError(ofTemplate ? jinjaCode(error) : error.code, error.message, {
    place,
    source: place && texts(place.file),
    hint: ofTemplate ? jinjaHint(error) : error.hint,
    calls: site.calls,
    cause: error,
    sqlState: ofTemplate ? undefined : error.sqlState,
  })
}

/**
 * Puts what has no place where `origin` is: errors of templates that stand in no file by themselves, their calls of
 * macros, and the calls that no template has made.
 */
export function placedAt<T>(error: T, origin: ErrorOrigin): T | TdbtError {
  if (!(error instanceof TdbtError)) return error
  return new TdbtError(error.code, error.message, {
    ...(error.place === undefined ? origin : { place: error.place, source: error.source }),
    hint: error.hint,
    calls: error.calls.map((call) =>
      (call.place?.file ?? noFile) === noFile ? { ...call, place: origin.place } : call,
    ),
    cause: error.cause,
    sqlState: error.sqlState,
    statement: error.statement,
  })
}
