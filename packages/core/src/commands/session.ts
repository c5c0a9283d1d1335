import type { Adapter } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { createRelationCache } from '../session/relation-cache.js'
import { createSession, type Session } from '../session/session.js'
import { cancelOnAbort } from './cancel-on-abort.js'
import type { Loaded } from './load.js'

/** One session for a command that runs nothing but queries of templates. */
export async function openSession(
  invocation: Invocation,
  loaded: Loaded,
): Promise<{ readonly session: Session; readonly adapter: Adapter; close(): Promise<void> }> {
  const adapter = await loaded.provider.open({ threads: 1 })
  const stopCancelling = cancelOnAbort(invocation, () => adapter.cancelAll())
  try {
    const connection = await adapter.acquire('compile')
    const session = createSession({ adapter, cache: createRelationCache() }, connection)
    return {
      session,
      adapter,
      async close() {
        stopCancelling()
        await connection.rollback()
        await adapter.release(connection)
        await adapter.close()
      },
    }
  } catch (error) {
    stopCancelling()
    await adapter.close()
    throw error
  }
}
