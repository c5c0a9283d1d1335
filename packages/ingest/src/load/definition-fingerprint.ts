import { createHash } from 'node:crypto'
import type { FileLocation } from '../config/define-source.js'
import type { ResolvedSource } from '../config/resolved-source.js'

/** Raised whenever the same file and definition would give other rows than before. */
const readerVersion = 1

/**
 * A text that changes with everything that decides how a file becomes a table. Hooks count by their source text; what
 * they close over or import can't be seen, and takes a `--full-refresh` when it changes.
 */
export function definitionFingerprint(source: ResolvedSource, files: readonly FileLocation[]): string {
  const parts = {
    readerVersion,
    columns: source.columns,
    key: source.key,
    preprocess: source.preprocess.map(String),
    maxRejectedShare: source.maxRejectedShare,
    files: files.map(({ format, member, sheet, encoding, delimiter }) => ({
      format,
      member,
      sheet,
      encoding,
      delimiter,
    })),
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
