import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Connection, PendingResult, QueryResult, ResultValue } from '@tdbt/adapter-api'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { sessionTexts } from './connect.js'
import { isBuiltinType, resultColumns } from './result-values.js'
import {
  endsSession,
  isServerError,
  lostConnection,
  rebaseError,
  statementError,
} from './statement-errors.js'
import { endsTransaction, leavesSessionState } from './statement-texts.js'
import { TextQuery } from './text-query.js'

/** What a connection shares with the others of its adapter. */
export interface ConnectionContext {
  cancel(client: pg.Client): Promise<void>
  /** Names of types that are not built in, by oid; filled as they turn up. */
  readonly typeNames: Map<number, string>
}

type ItemKind = 'text' | 'begin' | 'commit'

interface Item {
  readonly kind: ItemKind
  readonly sql: string
  readonly parameters: readonly unknown[] | undefined
  resolve(result: QueryResult): void
  reject(error: unknown): void
  readonly settled: Promise<QueryResult>
}

/** Rows that `stream` asks for at a time. */
const fetchSize = 5000

/**
 * A session of the pool. Queued texts go out as one message each, all written at once (pg's `pipeline`), and are
 * answered in one round trip: 300 transactions of 5 statements took 0.09 s so, and 0.22 s one message after the
 * other. Joined to one text they took 0.08 s, but then which statement failed would have to be guessed by parsing
 * SQL, an unclosed quote would swallow the next statement, and `vacuum` or `create index concurrently` can't run. A text outside a transaction is waited for before the next one goes, since the
 * server would run that one in spite of an error; within a transaction it rejects all that follow an error.
 */
export class PostgresConnection implements Connection {
  name = ''
  readonly client: pg.Client
  readonly #context: ConnectionContext
  readonly #role: string | undefined
  #queue: Item[] = []
  /** Whether the queue, once sent, leaves a transaction open; undefined where it does not change that. */
  #queuedTransaction: boolean | undefined
  /** The end of what was asked so far: statements keep their order, whoever awaits them. */
  #tail: Promise<unknown> = Promise.resolve()
  #lost: Error | undefined
  #gaveUpTransaction = false
  #streams = 0
  #hasSessionState = false

  constructor(client: pg.Client, context: ConnectionContext, role: string | undefined) {
    this.client = client
    this.#context = context
    this.#role = role
    client.once('error', (error: Error) => {
      this.#lost ??= error
    })
    client.once('end', () => {
      this.#lost ??= new Error('the server closed it')
    })
  }

  get isUsable(): boolean {
    return this.#lost === undefined
  }

  get inTransaction(): boolean {
    return this.#queuedTransaction ?? this.#serverInTransaction
  }

  get #serverInTransaction(): boolean {
    // A lost connection stays in its transaction until that is rolled back, so that a commit can't pass.
    return !this.#gaveUpTransaction && (this.client.getTransactionStatus() ?? 'I') !== 'I'
  }

  enqueue(sql: string): PendingResult {
    const item = this.#push('text', sql)
    return {
      result: async () => {
        if (this.#queue.includes(item)) await this.#send().catch(() => {})
        return item.settled
      },
    }
  }

  query(sql: string, parameters?: readonly unknown[]): Promise<QueryResult> {
    const item = this.#push('text', sql, parameters)
    return this.#send().then(() => item.settled)
  }

  async flush(): Promise<void> {
    await this.#send()
  }

  begin(): void {
    if (this.#queuedTransaction ?? this.#serverInTransaction) {
      throw new Error(`${this.name}: a transaction is open already`)
    }
    this.#push('begin', 'begin')
    this.#queuedTransaction = true
  }

  async commit(): Promise<void> {
    if (!this.inTransaction) return this.flush()
    const item = this.#push('commit', 'commit')
    this.#queuedTransaction = false
    await this.#send()
    const { tag } = await item.settled
    if (tag === 'ROLLBACK') {
      throw statementError(
        Object.assign(new Error('The transaction was rolled back, since a statement in it had failed'), {
          severity: 'ERROR',
          code: '25P02',
        }),
        'commit',
      )
    }
  }

  async rollback(): Promise<void> {
    this.#drop(this.#takeQueue(), new Error(`${this.name}: rolled back before this statement was sent`))
    await this.#inTurn(async () => {
      if (!this.#serverInTransaction) return
      await this.#run(['rollback'].map((sql) => createItem('text', sql, undefined)))
    }).catch(() => {
      // The connection is gone, and with it its transaction.
      this.#gaveUpTransaction = true
    })
  }

  async copyIn(sql: string, source: Readable): Promise<number> {
    // A source may fail while the queue is on its way, before anything else listens to it.
    let sourceError: Error | undefined
    const onError = (error: Error) => {
      sourceError = error
    }
    source.on('error', onError)
    try {
      await this.flush()
      if (sourceError !== undefined) throw sourceError
      return await this.#inTurn(() =>
        this.#copy(sql, async () => {
          const copy = this.client.query(copyFrom(sql))
          await pipeline(source, copy)
          return copy.rowCount
        }),
      )
    } finally {
      source.off('error', onError)
      source.on('error', () => {})
      source.destroy()
    }
  }

  async copyOut(sql: string, sink: Writable): Promise<number> {
    await this.flush()
    return await this.#inTurn(() =>
      this.#copy(sql, async () => {
        const copy = this.client.query(copyTo(sql))
        sink.once('error', (error) => {
          // The server would go on sending to nobody: a session can't be used again in the middle of a COPY.
          this.#lost ??= error
          void this.client.end()
        })
        await pipeline(copy, sink)
        return copy.rowCount
      }),
    )
  }

  async *stream(sql: string): AsyncIterable<readonly ResultValue[]> {
    const cursor = `tdbt_stream_${++this.#streams}`
    const ownTransaction = !this.inTransaction
    if (ownTransaction) this.begin()
    const prefix = `declare ${cursor} no scroll cursor for `
    const declared = this.enqueue(prefix + sql)
    let finished = false
    try {
      const fetch = `fetch ${fetchSize} from ${cursor}`
      for (let page = await this.query(fetch); page.rows.length > 0; page = await this.query(fetch)) {
        yield* page.rows
        if (page.rows.length < fetchSize) break
      }
      finished = true
    } catch (error) {
      await declared.result().catch(() => {})
      throw rebaseError(error, sql, prefix.length)
    } finally {
      if (ownTransaction) await (finished ? this.commit() : this.rollback())
      else if (this.client.getTransactionStatus() === 'T') this.enqueue(`close ${cursor}`)
    }
  }

  async cancel(): Promise<void> {
    if (this.isUsable) await this.#context.cancel(this.client)
  }

  /**
   * Sends what is queued outside a transaction, rolls an open one back, and leaves the session as a new one.
   * dbt opens one for each node, so that a `set` or a temporary table of one node is not seen by the next.
   */
  async endUse(): Promise<void> {
    try {
      if (this.inTransaction) await this.rollback()
      else await this.flush()
    } finally {
      if (this.#hasSessionState && this.isUsable) {
        // Not awaited by a message of its own: the answer is there before that of the next text.
        this.#hasSessionState = false
        this.#reset()
      }
    }
  }

  #reset(): void {
    const texts = ['discard all', ...sessionTexts(this.#role)]
    this.#inTurn(async () => {
      const answers = texts.map((sql) => this.#submit(createItem('text', sql, undefined)))
      this.#hasSessionState = false
      for (const answer of await Promise.allSettled(answers)) {
        // A session that can't be made new again is not used again.
        if (answer.status === 'rejected') this.#lost ??= answer.reason as Error
      }
    }).catch(() => {})
  }

  #push(kind: ItemKind, sql: string, parameters?: readonly unknown[]): Item {
    const item = createItem(kind, sql, parameters)
    this.#queue.push(item)
    return item
  }

  #takeQueue(): Item[] {
    const items = this.#queue
    this.#queue = []
    this.#queuedTransaction = undefined
    return items
  }

  #drop(items: readonly Item[], error: unknown): void {
    for (const item of items) item.reject(error)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work)
    this.#tail = done.catch(() => {})
    return done
  }

  /** Sends the queue. Throws the first error; what stands behind it fails with the same. */
  #send(): Promise<void> {
    const items = this.#takeQueue()
    if (items.length === 0) return this.#tail.then(() => {})
    return this.#inTurn(() => this.#run(items))
  }

  async #run(items: readonly Item[]): Promise<void> {
    let sent = 0
    while (sent < items.length) {
      const batch = this.#nextBatch(items, sent)
      sent += batch.length
      const failure = await this.#runBatch(batch)
      if (failure !== undefined) {
        this.#drop(items.slice(sent), failure)
        throw failure
      }
    }
  }

  /** The texts that may go out together: a transaction up to its end, or a single text outside of one. */
  #nextBatch(items: readonly Item[], start: number): readonly Item[] {
    let open = this.#serverInTransaction
    let end = start
    while (end < items.length) {
      const item = items[end++]!
      if (item.kind === 'begin') open = true
      if (!open || item.kind === 'commit' || endsTransaction(item.sql)) break
    }
    return items.slice(start, end)
  }

  /** Gives the first error, if any; each item is settled. */
  async #runBatch(batch: readonly Item[]): Promise<unknown> {
    if (this.#lost !== undefined) {
      const error = lostConnection(this.#lost)
      this.#drop(batch, error)
      return error
    }
    const wire = (this.client as unknown as { connection: { stream: { cork(): void; uncork(): void } } })
      .connection
    wire.stream.cork()
    const answers = batch.map((item) => this.#submit(item))
    wire.stream.uncork()
    let failure: unknown
    for (const [index, answer] of (await Promise.allSettled(answers)).entries()) {
      const item = batch[index]!
      if (failure !== undefined) item.reject(failure)
      else if (answer.status === 'rejected') {
        // The client hears of the end later, when this session could be in other hands.
        if (endsSession(answer.reason)) this.#lost ??= answer.reason as Error
        failure = statementError(answer.reason, item.sql)
        item.reject(failure)
      } else {
        try {
          item.resolve(await this.#result(answer.value))
        } catch (error) {
          failure = error
          item.reject(error)
        }
      }
    }
    return failure
  }

  #submit(item: Item): Promise<TextQuery> {
    if (leavesSessionState(item.sql)) this.#hasSessionState = true
    return new Promise((resolve, reject) => {
      const query = new TextQuery(item.sql, item.parameters, (error) =>
        error ? reject(error) : resolve(query),
      )
      this.client.query(query)
    })
  }

  async #result(query: TextQuery): Promise<QueryResult> {
    const { fields, rows, rowCount } = query.lastResult()
    const unknown = [...new Set(fields.map((field) => field.dataTypeID))].filter(
      (oid) => !isBuiltinType(oid) && !this.#context.typeNames.has(oid),
    )
    if (unknown.length > 0 && this.client.getTransactionStatus() !== 'E') {
      const sql = `select oid, format_type(oid, null) from pg_type where oid in (${unknown.join(', ')})`
      const names = await this.#submit(createItem('text', sql, undefined))
      for (const [oid, name] of names.lastResult().rows)
        this.#context.typeNames.set(Number(oid), String(name))
    }
    return { columns: resultColumns(fields, this.#context.typeNames), rows, tag: query.tag, rowCount }
  }

  /** pg's pipeline refuses all but texts, a COPY among them, so it is off while one runs alone. */
  async #copy(sql: string, work: () => Promise<number>): Promise<number> {
    if (this.#lost !== undefined) throw lostConnection(this.#lost)
    const client = this.client as unknown as { pipeline: boolean }
    client.pipeline = false
    // A COPY that fails is over only when the server has said so; anything sent before would be lost in it.
    const { promise: over, resolve: end } = withResolvers<void>()
    this.client.once('drain', end).once('end', end)
    try {
      return await work()
    } catch (error) {
      throw isServerError(error) || !this.isUsable ? statementError(error, sql) : error
    } finally {
      await over
      this.client.off('drain', end).off('end', end)
      client.pipeline = true
    }
  }
}

function createItem(kind: ItemKind, sql: string, parameters: readonly unknown[] | undefined): Item {
  const { promise, resolve, reject } = withResolvers<QueryResult>()
  // Most results are read by nobody; an error is thrown by what sent the queue.
  promise.catch(() => {})
  return { kind, sql, parameters, resolve, reject, settled: promise }
}

/** Promise.withResolvers, which Node has from 22 on. */
function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
