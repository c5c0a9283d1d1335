import type { Adapter } from '@tdbt/adapter-api'
import type { PostgresCredentials } from './credentials.js'
import type { PostgresOptions } from './postgres-adapter.js'

/**
 * The adapter of one target. Nothing is connected before the first `acquire`. Loaded when it is opened: pg takes
 * 25 ms, and commands that only read the project have no use for it.
 */
export async function openPostgres(
  credentials: PostgresCredentials,
  options: PostgresOptions,
): Promise<Adapter> {
  const { createPostgresAdapter } = await import('./postgres-adapter.js')
  return createPostgresAdapter(credentials, options)
}
