export { type PostgresCredentials, postgresCredentials } from './credentials.js'
export { postgresDialect } from './dialect.js'
export { openPostgres } from './open-postgres.js'
export type { PostgresOptions } from './postgres-adapter.js'
export { postgresMacros } from './postgres-macros.js'
export { type ProfileKey, profileKeys } from './profile-keys.js'
export {
  ensureServer,
  resetServer,
  type ServerOptions,
  type ServerStatus,
  serverStatus,
  serverUrl,
  startServer,
  stopServer,
} from './server/embedded-server.js'
export type { RunningServer, ServerAddress } from './server/supervisor-protocol.js'
