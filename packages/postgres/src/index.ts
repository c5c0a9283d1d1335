export { type PostgresCredentials, postgresCredentials } from './credentials.js'
export { postgresDialect } from './dialect.js'
export { openPostgres, type PostgresOptions } from './postgres-adapter.js'
