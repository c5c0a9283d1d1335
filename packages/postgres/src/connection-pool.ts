import { setImmediate as nextTurn } from 'node:timers/promises'
import { createConnector } from './connect.js'
import { PostgresConnection } from './connection.js'
import type { PostgresCredentials } from './credentials.js'

export interface ConnectionPool {
  readonly address: string
  acquire(name: string): Promise<PostgresConnection>
  release(connection: PostgresConnection): Promise<void>
  cancelAll(): Promise<void>
  close(): Promise<void>
}

/**
 * Sessions of one run, opened when first wanted and kept until the end. pg's own pool is not used: it can neither
 * try a connection again nor fall back from TLS, and a session is to be reset only where a node left something.
 */
export function createConnectionPool(credentials: PostgresCredentials, size: number): ConnectionPool {
  const connector = createConnector(credentials)
  const context = { cancel: connector.cancel, typeNames: new Map<number, string>() }
  const idle: PostgresConnection[] = []
  const busy = new Set<PostgresConnection>()
  const waiting: { admit(): void; refuse(error: Error): void }[] = []
  const opening = new Set<AbortController>()
  let closed = false

  async function acquire(name: string): Promise<PostgresConnection> {
    // What has arrived for an idle session is read in this turn: perhaps that the server has closed it.
    if (idle.length > 0) await nextTurn()
    while (!closed && idle.length === 0 && busy.size + opening.size >= size) {
      await new Promise<void>((admit, refuse) => waiting.push({ admit, refuse }))
    }
    if (closed) throw new Error('the adapter is closed')
    const connection = takeIdle() ?? (await open())
    connection.name = name
    busy.add(connection)
    return connection
  }

  function takeIdle(): PostgresConnection | undefined {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.isUsable) return connection
    }
    return undefined
  }

  async function open(): Promise<PostgresConnection> {
    const attempt = new AbortController()
    opening.add(attempt)
    try {
      const client = await connector.open(attempt.signal)
      return new PostgresConnection(client, context, credentials.role)
    } catch (error) {
      waiting.shift()?.admit()
      throw error
    } finally {
      opening.delete(attempt)
    }
  }

  async function release(connection: PostgresConnection): Promise<void> {
    if (!busy.has(connection)) return
    try {
      await connection.endUse()
    } finally {
      busy.delete(connection)
      if (connection.isUsable && !closed) idle.push(connection)
      else connection.client.end().catch(() => {})
      waiting.shift()?.admit()
    }
  }

  return {
    address: connector.address,
    acquire,
    release,
    async cancelAll() {
      for (const attempt of opening) attempt.abort()
      await Promise.all([...busy].map((connection) => connection.cancel()))
    },
    async close() {
      closed = true
      for (const attempt of opening) attempt.abort()
      for (const { refuse } of waiting.splice(0)) refuse(new Error('the adapter is closed'))
      await Promise.all([...idle.splice(0), ...busy].map(({ client }) => client.end().catch(() => {})))
    },
  }
}
