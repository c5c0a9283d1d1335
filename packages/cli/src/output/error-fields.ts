import type { TdbtError } from '@tdbt/adapter-api'
import { lineOf } from './source-excerpt.js'

/** An error as fields of a JSON log line: what `errorText` shows, for programs. What an error has not is null. */
export function errorFields(error: TdbtError): Readonly<Record<string, unknown>> {
  const { place, source, statement } = error
  return {
    code: error.code,
    kind: error.kind,
    message: error.message,
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    end_line: place?.endLine ?? null,
    end_column: place?.endColumn ?? null,
    source_line: place && source !== undefined ? (lineOf(place, source) ?? null) : null,
    hint: error.hint,
    calls: error.calls.map(({ name, place }) => ({
      name,
      file: place?.file ?? null,
      line: place?.line ?? null,
      column: place?.column ?? null,
    })),
    sqlstate: error.sqlState ?? null,
    statement: statement?.place
      ? {
          file: statement.place.file,
          line: statement.place.line ?? null,
          column: statement.place.column ?? null,
          source_line:
            statement.source === undefined ? null : (lineOf(statement.place, statement.source) ?? null),
        }
      : null,
    details: error.details ?? null,
  }
}
