import { createHash } from 'node:crypto'
import type { ResolvedSource, SourceInput } from '../config/resolved-source.js'

/** Raised whenever the same file and definition would give other rows than before. */
const readerVersion = 1

/**
 * A text that changes with everything that decides how an input becomes a table. Hooks count by their source text; what
 * they close over or import can't be seen, and takes a `--full-refresh` when it changes. What a plugin does shows in its
 * rows.
 */
export function definitionFingerprint(source: ResolvedSource, input: SourceInput): string {
  const files = input.kind === 'files' ? input.files : []
  const parts = {
    readerVersion,
    columns: source.columns,
    key: source.key,
    preprocess: source.preprocess.map(String),
    maxRejectedShare: source.maxRejectedShare,
    files: files.map(({ land, format, member, sheet, encoding, delimiter }) => ({
      land,
      format,
      member,
      sheet,
      encoding,
      delimiter,
    })),
  }
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
