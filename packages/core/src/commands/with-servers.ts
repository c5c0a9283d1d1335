import { cancelOnAbort, type Target } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { createRelationCache } from '../session/relation-cache.js'
import { cancelAll, type Server, type Servers } from '../session/servers.js'
import { createSession, type Session } from '../session/session.js'
import type { Services } from './services.js'

/** Opens the target's server and those of its foreign schemas. */
export async function openServers(
  services: Services,
  target: Target,
  threads: number,
): Promise<Servers & { close(): Promise<void> }> {
  const opened = new Map<string, Server>()
  const close = async (): Promise<void> => {
    await Promise.all([...opened.values()].map(({ adapter }) => adapter.close()))
  }
  const open = async (one: Target): Promise<Server> => {
    const adapter = await services.adapterFor(one).open({ threads })
    const server = { target: one, adapter, cache: createRelationCache() }
    opened.set(one.name, server)
    return server
  }
  try {
    const home = await open(target)
    for (const { target: foreign } of target.foreignSchemas.values()) {
      if (!opened.has(foreign.name)) await open(foreign)
    }
    return { home, of: ({ name }) => opened.get(name) as Server, all: [...opened.values()], close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Opens the servers for `work` and closes them after. What an interrupt finds running there is cancelled. */
export async function withServers<Result>(
  { emit, signal }: Invocation,
  services: Services,
  target: Target,
  threads: number,
  work: (servers: Servers) => Promise<Result>,
): Promise<Result> {
  const servers = await openServers(services, target, threads)
  const stopCancelling = cancelOnAbort(
    signal,
    () => cancelAll(servers),
    (message) => emit({ name: 'Warning', warning: null, message, place: null }),
  )
  try {
    return await work(servers)
  } finally {
    await stopCancelling()
    await servers.close()
  }
}

/** Gives a session on a server, the same each time. */
export type SessionOn = (server: Server) => Promise<Session>

/** Sessions for a command that builds nothing. Throws the signal's reason where it was interrupted. */
export async function withSessions<Result>(
  invocation: Invocation,
  services: Services,
  target: Target,
  work: (servers: Servers, sessionOn: SessionOn) => Promise<Result>,
): Promise<Result> {
  try {
    return await withServers(invocation, services, target, 1, async (servers) => {
      const sessions = new Map<Server, Session>()
      const sessionOn: SessionOn = async (server) => {
        const known = sessions.get(server)
        if (known !== undefined) return known
        const session = createSession(server, await server.adapter.acquire('compile'))
        sessions.set(server, session)
        return session
      }
      try {
        return await work(servers, sessionOn)
      } finally {
        for (const { adapter, connection } of sessions.values()) {
          await connection.rollback()
          await adapter.release(connection)
        }
      }
    })
  } catch (error) {
    invocation.signal.throwIfAborted()
    throw error
  }
}
