/** What a file is for, by the folder of its search path and its ending. */
export type FileKind =
  | 'model'
  | 'seed'
  | 'snapshot'
  | 'macro'
  | 'genericTest'
  | 'singularTest'
  | 'fixture'
  | 'analysis'
  | 'properties'
  | 'docs'

/** A file of a package. Paths have forward slashes on every system. */
export interface SourceFile {
  readonly kind: FileKind
  readonly packageName: string
  readonly absolutePath: string
  /** Relative to the package: `models/staging/stg_a.sql`. */
  readonly originalFilePath: string
  /** As messages name it, from the root project's folder: `dbt_packages/shop/models/staging/stg_a.sql`. */
  readonly shownPath: string
  /** Relative to its search path: `staging/stg_a.sql`. */
  readonly path: string
  /** Its text with line ends as they are; empty for seeds, which are read when they are loaded. */
  readonly text: string
  /** SHA-256 as dbt computes it for its manifest. */
  readonly checksum: { readonly name: string; readonly checksum: string }
}
