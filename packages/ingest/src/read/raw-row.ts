/** The text of a cell as the file has it, null where it is empty. Numbers and dates of a workbook are text here too. */
export type RawCell = string | null

export interface RawRow {
  /** Place in the file, counted from the header, which is 0. */
  readonly position: number
  /** Line of a text file that the row begins in, counted from 1. */
  readonly line?: number
  readonly cells: readonly RawCell[]
  /** Why it can't be loaded, where its cells alone do not show it. */
  readonly refused?: string
}

/**
 * Rows of a file in batches, the header first. An iteration that ends early frees what it holds open.
 */
export type RawRows = AsyncGenerator<readonly RawRow[], void, undefined>

/** How far a reader is, in bytes of the file that it reads. */
export type OnRead = (bytes: number, totalBytes: number) => void
