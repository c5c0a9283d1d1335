import type { Adapter, Connection } from '@tdbt/adapter-api'
import { PostgresConnection } from './connection.js'
import { createConnectionPool } from './connection-pool.js'
import type { PostgresCredentials } from './credentials.js'
import { postgresDialect } from './dialect.js'
import { postgresIntrospector } from './introspector.js'
import { linkOperations } from './links/link-relation.js'
import type { LinkOrigin } from './links/link-task.js'
import { postgresMacros } from './postgres-macros.js'
import { lockRelation } from './relations/advisory-lock.js'
import { lockDefinition } from './relations/definition-lock.js'
import { replaceView } from './relations/replace-view.js'
import { dropRelation, swapRelations } from './relations/swap.js'

export interface PostgresOptions {
  /** Nodes that run at a time; one session more is kept for what goes on beside them. */
  readonly threads: number
  /** Seconds that a swap tries to get its lock; 60 unless told. */
  readonly lockWait?: number
}

/** With what each adapter connects, for a server that reads another one. */
const origins = new WeakMap<Adapter, LinkOrigin>()

function originOf(adapter: Adapter): LinkOrigin {
  const origin = origins.get(adapter)
  if (origin === undefined) throw new Error('an adapter of another database was given')
  return origin
}

/** See openPostgres. */
export function createPostgresAdapter(credentials: PostgresCredentials, options: PostgresOptions): Adapter {
  const pool = createConnectionPool(credentials, options.threads + 1)
  const lockWait = options.lockWait ?? 60
  const swap: Adapter['relations']['swap'] = (connection, target, replacement) =>
    swapRelations(connection, target, replacement, { lockWait })
  const adapter: Adapter = {
    dialect: postgresDialect,
    capabilities: { transactionalDdl: true, materializedViews: true, merge: true },
    introspector: postgresIntrospector,
    relations: {
      swap,
      replaceView,
      drop: (connection, relation) => dropRelation(connection, relation, { lockWait }),
      lockDefinition,
      lock: lockRelation,
    },
    links: linkOperations(originOf, swap),
    macrosDir: postgresMacros.dir,
    acquire: (name) => pool.acquire(name),
    release: (connection) => pool.release(ownConnection(connection)),
    async serverInfo() {
      const connection = await pool.acquire('server info')
      try {
        const { rows } = await connection.query(
          `select current_setting('server_version'), current_setting('server_version_num')::int, current_user,
            current_database()`,
        )
        const [version, versionNumber, user, database] = rows[0]!
        return {
          version: String(version),
          versionNumber: Number(versionNumber),
          user: String(user),
          database: String(database),
          address: pool.address,
        }
      } finally {
        await pool.release(connection)
      }
    },
    cancelAll: () => pool.cancelAll(),
    close: () => pool.close(),
  }
  origins.set(adapter, { adapter, credentials })
  return adapter
}

function ownConnection(connection: Connection): PostgresConnection {
  if (connection instanceof PostgresConnection) return connection
  throw new Error('a connection of another adapter was given')
}
