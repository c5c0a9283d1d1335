declare module 'pg-copy-streams' {
  import type { Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  export interface CopyInStream extends Writable, Submittable {
    readonly rowCount: number
  }
  export function from(sql: string): CopyInStream
}
