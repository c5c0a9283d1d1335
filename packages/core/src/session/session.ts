import type { Connection } from '@tdbt/adapter-api'
import type { Server } from './servers.js'

/** A node's hold on the database while it is compiled and run: one connection, and the cache of the whole run. */
export interface Session extends Server {
  readonly connection: Connection
  /** Put before every statement (dbt's query comment), or after it; empty where comments are off. */
  readonly comment: QueryComment
  /** How often the node has committed: what it did before can't be taken back. */
  commits: number
  /** Whether each statement is a transaction of its own, as dbt has it in operations. */
  readonly autocommits: boolean
  /** dbt's name of what runs the node: one of its workers, or the command itself. */
  readonly threadId: string
  /** What its statements are told of by: a unique id, or dbt's name of the command's own connection. */
  readonly name: string
}

/** dbt's name of what isn't run by a worker. */
export const mainThread = 'MainThread'

export interface QueryComment {
  readonly text: string
  readonly append: boolean
}

export function createSession(
  { target, adapter, cache }: Server,
  connection: Connection,
  comment: QueryComment = { text: '', append: false },
  {
    autocommits = false,
    threadId = mainThread,
    name = 'master',
  }: { readonly autocommits?: boolean; readonly threadId?: string; readonly name?: string } = {},
): Session {
  return { target, adapter, cache, connection, comment, commits: 0, autocommits, threadId, name }
}

/** A statement with the query comment. */
export function withComment(sql: string, comment: QueryComment): string {
  if (comment.text === '') return sql
  return comment.append ? `${sql.trimEnd().replace(/;$/, '')}\n${comment.text};` : `${comment.text}\n${sql}`
}

/** dbt's `auto_begin`: a statement of a model opens a transaction where none is open. */
export function beginIfNone({ connection, autocommits }: Pick<Session, 'connection' | 'autocommits'>): void {
  if (!autocommits && !connection.inTransaction) connection.begin()
}

/** Runs what must be done in one transaction: in the open one, or in one that ends with it where all autocommits. */
export async function inTransaction<Result>(
  { connection, autocommits }: Pick<Session, 'connection' | 'autocommits'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const begins = !connection.inTransaction
  if (begins) connection.begin()
  const result = await work()
  if (begins && autocommits) await connection.commit()
  return result
}
