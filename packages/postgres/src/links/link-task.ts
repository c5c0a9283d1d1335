import type { Adapter, Column, Connection, ForeignSchema, Relation, SwapReport } from '@tdbt/adapter-api'
import type { PostgresCredentials } from '../credentials.js'

/** The other server: how it is read, and what reaches it. */
export interface LinkOrigin {
  readonly adapter: Adapter
  readonly credentials: PostgresCredentials
}

/** What a way of linking is given. The connection is in a transaction that holds the relation's lock. */
export interface LinkTask {
  readonly connection: Connection
  /** Where the link stands, and what it stands for: of one schema and name. */
  readonly relation: Relation
  readonly columns: readonly Column[]
  readonly origin: LinkOrigin
  readonly schema: ForeignSchema
  /** See LinkOperations.link. */
  readonly identified: boolean
  /** Of the link that stands there; null where there is none, or none of it. */
  readonly comment: string | null
  readonly swap: (target: Relation, replacement: Relation) => Promise<SwapReport>
}
