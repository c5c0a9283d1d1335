import type { IngestPlugin } from './define-plugin.js'

/** Types that a column of a raw table can have; Postgres' names. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'double precision'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'timestamptz'

export interface ColumnDefinition {
  readonly type: ColumnType
  /** The header, or the field of a plugin's rows, that the column is read from; its own name where it is left out. */
  readonly from?: string
  /** Rejects rows that have no value here. */
  readonly required?: boolean
  /**
   * For `text`: the values are whole numbers that a tool may have written as floats; `17850.0` is read as `17850`,
   * anything else stays as it is.
   */
  readonly wholeNumber?: boolean
  /**
   * For `numeric`: how many significant digits the source is good for, at most 15. A price that was kept as a double
   * and written with all its digits, `9.949999999999999`, is read as `9.95` with 15 of them. Number cells of a
   * workbook are doubles and always read so.
   */
  readonly significantDigits?: number
}

/** A row on its way into the table: the text of each column by the column's name, null where the cell is empty. */
export type SourceRow = Readonly<Record<string, string | null>>

/** A row that a hook refuses; made by `reject`. */
export interface Rejection {
  readonly rejected: string
}

/**
 * Changes a row before its values are typed, or refuses it. A row can't be dropped: one that is not wanted is refused
 * with its reason, so that nothing is lost on the way.
 */
export type Preprocess = (
  row: SourceRow,
  at: { readonly file: string; readonly position: number },
) => SourceRow | Rejection

/** Where the data is. Exactly one of `url` and `path`. */
export interface FileLocation {
  /** `http:`, `https:` or `s3:`. */
  readonly url?: string
  /** Relative to the project's root. */
  readonly path?: string
  /**
   * Bucket and prefix, `s3://bucket/prefix/`: the file is put there first, as it is, and loaded from there. Its key is
   * `prefix/<source>/<table>/sha256=<checksum>/<name of the file>`.
   */
  readonly land?: string
  /** What stands in the file once it is unpacked; found from its content where it is left out. */
  readonly format?: 'csv' | 'xlsx'
  /** The file to take out of a zip that holds more than one. */
  readonly member?: string
  /** The sheet of a workbook that has more than one. */
  readonly sheet?: string
  /** Of a CSV file; `utf-8` where it is left out. */
  readonly encoding?: 'utf-8' | 'latin1'
  /** Of a CSV file; a comma where it is left out. */
  readonly delimiter?: string
}

export interface SourceDefinition {
  /** dbt's source: `source('online_retail', 'raw_online_retail')` names `source` and `table`. */
  readonly source: string
  readonly table: string
  /** The source's name where it is left out, as in dbt. */
  readonly schema?: string
  /**
   * One file or several, which are loaded one after the other; a plain text is a URL or a path. Or a plugin, made by
   * `definePlugin`, for rows that are in no file.
   */
  readonly from: string | FileLocation | readonly (string | FileLocation)[] | IngestPlugin
  /** The columns of the table in their order. */
  readonly columns: Readonly<Record<string, ColumnType | ColumnDefinition>>
  readonly preprocess?: Preprocess | readonly Preprocess[]
  /** Columns that identify a row: none may be empty (such rows are rejected), and no two rows may agree in all. */
  readonly key?: readonly string[]
  /** Share of rows, 0 to 1, that may be rejected before the whole load fails; 0.01 where it is left out. */
  readonly maxRejectedShare?: number
}

export interface IngestConfig {
  readonly sources: readonly SourceDefinition[]
}

/** Types a source's definition; gives back what it was given. */
export function defineSource(definition: SourceDefinition): SourceDefinition {
  return definition
}

/** Types the default export of `tdbt.config.ts`; gives back what it was given. */
export function defineConfig(config: IngestConfig): IngestConfig {
  return config
}

/** What a hook returns for a row that it refuses. */
export function reject(reason: string): Rejection {
  return { rejected: reason }
}
