/** One key of a profile's output. */
export interface ProfileKey {
  readonly type: 'text' | 'whole number' | 'mapping'
  /** Where nothing gives it; in words where that depends. */
  readonly default?: string | number
  /** Another name of dbt's for the same. */
  readonly otherName?: string
  /** libpq's variable that counts where the key is left out, after the service of PGSERVICE. */
  readonly environment?: string
  readonly describe: string
}

/** Keys that are read. Others are let through, as dbt does. */
export const profileKeys = {
  host: {
    type: 'text',
    environment: 'PGHOST',
    describe:
      'Name, address or folder of a socket, or `embedded` for the server that tdbt brings along; else a socket on this machine, else localhost',
  },
  port: { type: 'whole number', default: 5432, environment: 'PGPORT', describe: 'Port' },
  user: { type: 'text', environment: 'PGUSER', describe: 'User; else the name of the account' },
  password: {
    type: 'text',
    otherName: 'pass',
    environment: 'PGPASSWORD',
    describe: 'Password; else the line of the password file that fits',
  },
  passfile: {
    type: 'text',
    default: '~/.pgpass',
    environment: 'PGPASSFILE',
    describe: 'Password file; it is read if nobody else may',
  },
  dbname: {
    type: 'text',
    otherName: 'database',
    environment: 'PGDATABASE',
    describe: 'Database; it must be there, and named by the profile, a service or the environment',
  },
  schema: {
    type: 'text',
    describe: 'Schema of nodes that name none, and what others begin with; it must be there',
  },
  threads: {
    type: 'whole number',
    default: 1,
    describe: 'How many nodes run at a time; 4 on the embedded server',
  },
  role: { type: 'text', describe: 'Role that each session takes on (`set role`)' },
  search_path: { type: 'text', describe: 'Where names without a schema are looked for' },
  sslmode: {
    type: 'text',
    default: 'prefer',
    environment: 'PGSSLMODE',
    describe: 'disable, allow, prefer, require, verify-ca or verify-full, as in libpq',
  },
  sslcert: {
    type: 'text',
    environment: 'PGSSLCERT',
    describe: 'File of the client certificate; else ~/.postgresql/postgresql.crt where that is there',
  },
  sslkey: {
    type: 'text',
    environment: 'PGSSLKEY',
    describe: 'File of its key; else ~/.postgresql/postgresql.key where that is there',
  },
  sslrootcert: {
    type: 'text',
    environment: 'PGSSLROOTCERT',
    describe: 'File of the root certificates, or `system`; else ~/.postgresql/root.crt where that is there',
  },
  connect_timeout: {
    type: 'whole number',
    default: 10,
    describe: 'Seconds to wait for a connection; 0 for ever',
  },
  keepalives_idle: {
    type: 'whole number',
    default: 0,
    describe: 'Seconds of silence before the first keepalive; 0 leaves it to the system',
  },
  foreign_schemas: {
    type: 'mapping',
    describe:
      'Schemas that live on the servers of other targets: for each the name of the target, or a mapping of target, by (postgres_fdw or copy), host and port',
  },
  application_name: { type: 'text', default: 'dbt', describe: 'Name in pg_stat_activity' },
  retries: { type: 'whole number', default: 1, describe: 'How often a connection that fails is tried again' },
} as const satisfies Readonly<Record<string, ProfileKey>>

export type ProfileKeyName = keyof typeof profileKeys

export function profileKey(name: string): ProfileKey | undefined {
  return Object.hasOwn(profileKeys, name) ? profileKeys[name as ProfileKeyName] : undefined
}
