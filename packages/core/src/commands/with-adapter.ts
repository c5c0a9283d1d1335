import { type Adapter, cancelOnAbort } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { createRelationCache } from '../session/relation-cache.js'
import { createSession, type Session } from '../session/session.js'
import type { AdapterProvider } from './services.js'

/** Opens the target for `work` and closes it after. What an interrupt finds running there is cancelled. */
export async function withAdapter<Result>(
  { emit, signal }: Invocation,
  provider: AdapterProvider,
  threads: number,
  work: (adapter: Adapter) => Promise<Result>,
): Promise<Result> {
  const adapter = await provider.open({ threads })
  const stopCancelling = cancelOnAbort(
    signal,
    () => adapter.cancelAll(),
    (message) => emit({ name: 'Warning', warning: null, message, place: null }),
  )
  try {
    return await work(adapter)
  } finally {
    await stopCancelling()
    await adapter.close()
  }
}

/** One session for a command that builds nothing. Throws the signal's reason where it was interrupted. */
export async function withSession<Result>(
  invocation: Invocation,
  provider: AdapterProvider,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    return await withAdapter(invocation, provider, 1, async (adapter) => {
      const connection = await adapter.acquire('compile')
      try {
        return await work(createSession({ adapter, cache: createRelationCache() }, connection))
      } finally {
        await connection.rollback()
        await adapter.release(connection)
      }
    })
  } catch (error) {
    invocation.signal.throwIfAborted()
    throw error
  }
}
