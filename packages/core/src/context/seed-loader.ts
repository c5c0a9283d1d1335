import type { Relation, SeedValueKind } from '@tdbt/adapter-api'
import type { Session } from '../session/session.js'
import type { AgateTable } from './agate-table.js'

/** A seed's file, read once: its columns with their kinds, and its rows by COPY. */
export interface SeedLoader {
  /** The kind that was inferred for each column, in the order of the file. */
  kinds(): readonly SeedValueKind[]
  /** The rows as a template sees them (`load_agate_table()`). */
  table(): AgateTable
  /** Copies the rows into a relation and gives their number. */
  load(session: Session, relation: Relation): Promise<number>
}
