declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  export interface CopyInStream extends Writable, Submittable {
    readonly rowCount: number
  }
  export function from(sql: string): CopyInStream

  export interface CopyOutStream extends Readable, Submittable {
    readonly rowCount: number
  }
  export function to(sql: string): CopyOutStream
}
