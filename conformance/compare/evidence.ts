import type { Contents } from '../warehouse.js'

/** What a program has left behind after a project's commands. */
export interface Evidence {
  readonly steps: readonly Step[]
  /** As the last command that read the project has left it; null where none could. */
  readonly manifest: ManifestFile | null
  readonly contents: Contents
}

export interface Step {
  readonly command: string
  readonly code: number
  readonly output: string
  /** Of the commands that write them. */
  readonly results: RunResultsFile | null
  readonly catalog: CatalogFile | null
}

export interface CatalogFile {
  readonly metadata: unknown
  readonly [section: string]: unknown
}

export interface ManifestFile {
  readonly nodes: Readonly<Record<string, ManifestNode>>
  readonly macros: Readonly<
    Record<
      string,
      { readonly macro_sql: string; readonly depends_on: { readonly macros: readonly string[] } }
    >
  >
  readonly group_map?: Readonly<Record<string, readonly string[]>>
  readonly [section: string]: unknown
}

export interface ManifestNode {
  readonly depends_on?: { readonly macros?: readonly string[]; readonly nodes?: readonly string[] }
  readonly refs?: readonly unknown[]
  readonly sources?: readonly unknown[]
  readonly extra_ctes?: readonly { readonly id: string }[]
  readonly compiled_code?: string | null
  readonly [key: string]: unknown
}

export interface RunResultsFile {
  readonly results: readonly {
    readonly unique_id: string
    readonly status: string
    readonly message: string | null
    readonly failures: number | null
  }[]
}
