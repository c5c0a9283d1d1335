import type { IngestPlugin } from './define-plugin.js'
import type { ColumnDefinition, FileLocation, Preprocess } from './define-source.js'

export interface ResolvedColumn extends ColumnDefinition {
  readonly name: string
  readonly from: string
}

/** Where a source's rows come from. */
export type SourceInput =
  | { readonly kind: 'files'; readonly files: readonly FileLocation[] }
  | { readonly kind: 'plugin'; readonly plugin: IngestPlugin }

/** A source's definition with every default filled in. */
export interface ResolvedSource {
  /** `source.table`, as selections and messages name it. */
  readonly name: string
  readonly source: string
  readonly table: string
  readonly schema: string
  readonly input: SourceInput
  readonly columns: readonly ResolvedColumn[]
  readonly preprocess: readonly Preprocess[]
  readonly key: readonly string[]
  readonly maxRejectedShare: number
}

export interface LoadedConfig {
  readonly projectRoot: string
  /** The file that was read, for messages. */
  readonly file: string
  readonly sources: readonly ResolvedSource[]
}
