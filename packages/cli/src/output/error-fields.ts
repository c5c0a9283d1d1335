import type { TdbtError } from '@tdbt/adapter-api'

/** An error as fields of a JSON log line: what `errorText` shows, for programs. What an error has not is null. */
export function errorFields(error: TdbtError): Readonly<Record<string, unknown>> {
  const { place, source, compiledPlace } = error
  return {
    code: error.code,
    kind: error.kind,
    message: error.message,
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    end_line: place?.endLine ?? null,
    end_column: place?.endColumn ?? null,
    source_line: place?.line === undefined ? null : (source?.split(/\r\n|\n|\r/)[place.line - 1] ?? null),
    hint: error.hint,
    calls: error.calls.map(({ name, place: { file, line, column } }) => ({
      name,
      file,
      line: line ?? null,
      column: column ?? null,
    })),
    sqlstate: error.sqlState ?? null,
    compiled_line: compiledPlace?.line ?? null,
    compiled_column: compiledPlace?.column ?? null,
  }
}
