import type { Connection } from '@tdbt/adapter-api'
import type { Server } from './servers.js'

/** A node's hold on the database while it is compiled and run: one connection, and the cache of the whole run. */
export interface Session extends Server {
  readonly connection: Connection
  /** Put before every statement (dbt's query comment), or after it; empty where comments are off. */
  readonly comment: QueryComment
  /** How often the node has committed: what it did before can't be taken back. */
  commits: number
}

export interface QueryComment {
  readonly text: string
  readonly append: boolean
}

export function createSession(
  { target, adapter, cache }: Server,
  connection: Connection,
  comment: QueryComment = { text: '', append: false },
): Session {
  return { target, adapter, cache, connection, comment, commits: 0 }
}

/** A statement with the query comment. */
export function withComment(sql: string, comment: QueryComment): string {
  if (comment.text === '') return sql
  return comment.append ? `${sql.trimEnd().replace(/;$/, '')}\n${comment.text};` : `${comment.text}\n${sql}`
}

/** dbt's `auto_begin`: a statement of a model opens a transaction where none is open. */
export function beginIfNone({ connection }: Pick<Session, 'connection'>): void {
  if (!connection.inTransaction) connection.begin()
}
