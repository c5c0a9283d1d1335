import type { OnRead, RawRows } from '../read/raw-row.js'

/** What a source reads, on this machine and with its checksum: a file, or the rows that a plugin gave. */
export interface ObtainedInput {
  /** As `source_file` keeps it. */
  readonly name: string
  /** As messages call it: a path from the project's root where it lies inside, a URL without secrets, the plugin. */
  readonly label: string
  readonly bytes: number
  readonly sha256: string
  rows(onRead: OnRead): RawRows
  /** Throws a TdbtError where it is no longer what its checksum says. */
  assertUnchanged(): Promise<void>
  close(): Promise<void>
}
