/** How far a source is. Bytes are those of the file as it is stored, packed or not; of a plugin, of its rows as text. */
export interface IngestProgress {
  /** `source.table`. */
  readonly source: string
  /**
   * `download`: fetching the file or a plugin's rows; `read`: its checksum; `land`: putting it into a bucket; `load`: its
   * rows going into the new table.
   */
  readonly phase: 'download' | 'read' | 'land' | 'load'
  readonly rows: number
  readonly bytes: number
  /** Null where the server did not say. */
  readonly totalBytes: number | null
}

export type OnProgress = (progress: IngestProgress) => void
