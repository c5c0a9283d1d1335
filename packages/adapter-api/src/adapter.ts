import type { Readable, Writable } from 'node:stream'
import type { Column } from './column.js'
import type { ForeignSchema } from './credentials.js'
import type { Dialect } from './dialect.js'
import type { Relation, RelationType } from './relation.js'

/** Kinds of values in a result, by which a template and `tdbt show` know how to print them. */
export type ResultKind = 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time' | 'text' | 'json'

export interface ResultColumn {
  readonly name: string
  readonly kind: ResultKind
  /** The database's own name of the type. */
  readonly type: string
  /** The database's id of the type and its modifier (size, precision), where it has such things. */
  readonly typeId?: number
  readonly typeModifier?: number
}

/** A value as it comes from the database: numbers that JavaScript can't hold exactly stay text. */
export type ResultValue = string | number | boolean | null

export interface QueryResult {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly ResultValue[])[]
  /** The command's tag as psql prints it: `SELECT 5`, `CREATE VIEW`, `INSERT 0 3`. */
  readonly tag: string
  /** Rows that the statement returned or touched, null where that means nothing. */
  readonly rowCount: number | null
}

/** A queued statement whose result somebody may read later. */
export interface PendingResult {
  /** Sends the queue if this statement is still in it. Throws the statement's own error. */
  result(): Promise<QueryResult>
}

/**
 * One session of the database, used by one node at a time. Statements keep their order. `enqueue` sends nothing
 * by itself: what is queued travels together with the next `query`, `flush`, `copyIn` or `commit`, and an error is
 * reported against the statement that caused it (`StatementError.sql`).
 */
export interface Connection {
  readonly name: string
  /** Whether a transaction is open (after `begin`, before `commit` or `rollback`). */
  readonly inTransaction: boolean
  /** Runs one text (of one or more statements) and gives the result of its last statement. */
  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult>
  /** Queues a text whose result nobody reads now. */
  enqueue(sql: string): PendingResult
  /** Sends what is queued. Throws the first error, against the statement that caused it. */
  flush(): Promise<void>
  begin(): void
  commit(): Promise<void>
  /** Forgets what is queued and rolls back. Never throws: a broken connection has rolled back already. */
  rollback(): Promise<void>
  /** Streams rows into a table: `copy t (a, b) from stdin with (format csv)`. Gives the number of rows. */
  copyIn(sql: string, source: Readable): Promise<number>
  /** Streams rows out of a table or a query: `copy t to stdout`. Ends the sink. Gives the number of rows. */
  copyOut(sql: string, sink: Writable): Promise<number>
  /** Reads a large result row by row without holding it in memory. */
  stream(sql: string): AsyncIterable<readonly ResultValue[]>
  /** Asks the server to cancel what this session is running; the statement then fails with its own error. */
  cancel(): Promise<void>
}

/** What the catalog knows. One query for all schemas asked for; nothing is cached here. */
export interface Introspector {
  listSchemas(connection: Connection): Promise<readonly string[]>
  listRelations(connection: Connection, schemas: readonly string[]): Promise<readonly Relation[]>
  /** In the order of the table; empty where the relation does not exist. */
  columns(connection: Connection, relation: Relation): Promise<readonly Column[]>
  /** The columns of a result, with the types that dbt's adapter tells of a result's columns. */
  resultColumns(result: QueryResult): readonly Column[]
}

/** What a database can do; core asks these instead of asking which database it is. */
export interface Capabilities {
  readonly transactionalDdl: boolean
  readonly materializedViews: boolean
  readonly merge: boolean
}

/** What became of the relations that read a swapped one. */
export interface SwapReport {
  /** Views that were made anew on the new relation. */
  readonly recreated: readonly Relation[]
  /** Views that could not be (they read a column that is gone) and keep reading `keptAs`. */
  readonly kept: readonly { readonly relation: Relation; readonly reason: string }[]
  /** Where the previous relation lives on while it still has readers; null where it was dropped. */
  readonly keptAs: Relation | null
}

/** Operations on relations that must be exact, called by materializations and by the loader. */
export interface RelationOperations {
  /**
   * Puts `replacement` (built beside it, any type) in the place of `target` within the connection's transaction:
   * opens one if none is open, commits nothing. Views that read the old relation are re-created; nothing is
   * dropped by cascade. Waits for its lock in tries shorter than `deadlock_timeout`; fails after a set time,
   * naming who blocks.
   */
  swap(connection: Connection, target: Relation, replacement: Relation): Promise<SwapReport>
  /**
   * Runs a text that gives `view` a new query in place (`create or replace view`), within a transaction, and takes
   * its comments away: what reads the view is not touched. Gives null, and has changed nothing, where the view's
   * columns don't permit it or others hold the view for longer than a moment; a swap then does it.
   */
  replaceView(connection: Connection, view: Relation, sql: string): Promise<QueryResult | null>
  /**
   * Drops a relation together with nothing else: views that read it stay, as with a swap. Gives where it lives on
   * while it has readers, null where it was dropped or never was.
   */
  drop(connection: Connection, relation: Relation): Promise<Relation | null>
  /**
   * Keeps a view and all that it reads, at any depth, from being replaced before the end of the transaction. Postgres
   * takes the snapshot of a refresh before the locks: one that waited for a swap found the new table empty.
   */
  lockDefinition(connection: Connection, view: Relation): Promise<void>
  /** Serialises runs that build the same relation (advisory lock for the session). Gives the release. */
  lock(connection: Connection, relation: Relation): Promise<() => Promise<void>>
}

/** What linking a relation came to. */
export interface LinkReport {
  /** What stands for it on the server that reads. */
  readonly relation: Relation
  readonly by: string
  /** False where the link was as it should be. */
  readonly changed: boolean
  /** Rows that were copied; null where they stay on the other server. */
  readonly rows: number | null
}

/** Reading relations of other servers (see ForeignSchema). */
export interface LinkOperations {
  /**
   * Makes the relation that stands for `relation` of `origin` what it should be, in a transaction of its own: nobody
   * sees half of it, and views that read it stay.
   * @param connection of the server that reads.
   * @param relation as `origin` has it.
   * @param options.identified the relation's comment identifies its rows, as that of a table that `tdbt ingest` loads:
   *   a copy that has the same is not made anew.
   * @throws TdbtError where the relation is not there, a server can't be reached or a right is missing
   */
  link(
    connection: Connection,
    relation: Relation,
    origin: Adapter,
    schema: ForeignSchema,
    options: { readonly identified: boolean },
  ): Promise<LinkReport>
  /**
   * Looks, changing nothing, whether the server can read the other one.
   * @returns what was found, for people.
   * @throws TdbtError where it can't
   */
  check(connection: Connection, origin: Adapter, schema: ForeignSchema): Promise<string>
}

export interface ServerInfo {
  readonly version: string
  readonly versionNumber: number
  readonly user: string
  readonly database: string
  /** Host and port or socket, for people; never a password. */
  readonly address: string
}

/** One database kind, opened on one target. Only the command line's composition root names one. */
export interface Adapter {
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly introspector: Introspector
  readonly relations: RelationOperations
  readonly links: LinkOperations
  /** Folder of this adapter's Jinja macros (dbt's package `dbt_postgres`). */
  readonly macrosDir: string
  /** A session from the pool, which keeps at most `threads` + 1 of them for the whole run. */
  acquire(name: string): Promise<Connection>
  release(connection: Connection): Promise<void>
  serverInfo(): Promise<ServerInfo>
  /** Cancels what every session is running, and gives up those that are being opened. */
  cancelAll(): Promise<void>
  close(): Promise<void>
}

/** The type of a relation that a materialization builds, where a database can build it. */
export type BuildableType = Extract<RelationType, 'table' | 'view' | 'materialized_view'>
