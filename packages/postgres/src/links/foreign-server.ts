import { randomBytes } from 'node:crypto'
import { type Connection, type ForeignSchema, StatementError, TdbtError } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { lockRelation } from '../relations/advisory-lock.js'
import { withSuffix } from '../relations/backup-names.js'
import { sqlStates } from '../statement-errors.js'
import { serverPrefix } from './known-link.js'
import type { LinkOrigin } from './link-task.js'

/** Rows that are asked for at a time. Postgres' 100 mean a round trip for each 100 rows. */
const fetchSize = 10_000

/** The name of the foreign server of a target, in the database that reads. */
export function foreignServerName({ target }: ForeignSchema): string {
  return withSuffix(`${serverPrefix}${target.profileName}_${target.name}`, '')
}

/**
 * Makes what postgres_fdw needs where it is not there or not as the profile has it: extension, foreign server, and the
 * user mapping of the user of the profile.
 * @returns whether anything was changed.
 */
export async function ensureForeignServer(
  connection: Connection,
  origin: LinkOrigin,
  schema: ForeignSchema,
): Promise<boolean> {
  if (isReady(await lookAtServer(connection, origin, schema))) return false
  // One process for each model may come at once; where all is as it should be none waits for another.
  await lockRelation(connection, {
    database: null,
    schema: null,
    identifier: foreignServerName(schema),
  })
  const found = await lookAtServer(connection, origin, schema)
  if (isReady(found)) return false
  try {
    for (const step of found.steps) await connection.query(step)
    if (found.mapping !== null) await mapUser(connection, schema, found.mapping)
  } catch (error) {
    throw notPermitted(error, schema)
  }
  return true
}

/** What is still to be done. */
interface Lacking {
  readonly steps: readonly string[]
  /** The options of the user mapping, where that is to be made. */
  readonly mapping: ReadonlyMap<string, string> | null
}

function isReady({ steps, mapping }: Lacking): boolean {
  return steps.length === 0 && mapping === null
}

async function lookAtServer(
  connection: Connection,
  origin: LinkOrigin,
  schema: ForeignSchema,
): Promise<Lacking> {
  const name = foreignServerName(schema)
  const { rows } = await connection.query(`
    select exists (select from pg_extension where extname = 'postgres_fdw'),
      (select array_to_json(coalesce(srvoptions, '{}'))::text from pg_foreign_server
       where srvname = ${literal(name)}),
      (select array_to_json(coalesce(umoptions, '{}'))::text from pg_user_mappings
       where srvname = ${literal(name)} and usename = current_user)`)
  const [hasExtension, serverText, mappingText] = rows[0] ?? []
  const steps: string[] = []
  if (hasExtension !== true) steps.push('create extension postgres_fdw')
  const server = quoteIdentifier(name)
  const wanted = serverOptions(origin, schema)
  const given = readOptions(serverText)
  if (given === null) {
    const options = [...wanted].map(([key, value]) => `${key} ${literal(value)}`)
    steps.push(`create server ${server} foreign data wrapper postgres_fdw options (${options.join(', ')})`)
  } else {
    const changes = optionChanges(given, wanted)
    if (changes.length > 0) steps.push(`alter server ${server} options (${changes.join(', ')})`)
  }
  const { user, password } = origin.credentials
  const mapping = new Map([
    ['user', user],
    ...(password === undefined ? [] : [['password', password] as const]),
  ])
  const mapped = readOptions(mappingText)
  const isMapped = mapped !== null && optionChanges(mapped, mapping).length === 0
  return { steps, mapping: isMapped ? null : mapping }
}

/** The password goes by a parameter: in a statement's text the server would write it to its log. */
async function mapUser(
  connection: Connection,
  schema: ForeignSchema,
  mapping: ReadonlyMap<string, string>,
): Promise<void> {
  const server = quoteIdentifier(foreignServerName(schema))
  const settings = [...mapping].map(([key], index) => `set_config('tdbt.${key}', $${index + 1}, true)`)
  await connection.query(`select ${settings.join(', ')}`, [...mapping.values()])
  const options = [...mapping.keys()].map((key) => `${key} %L`).join(', ')
  const values = [...mapping.keys()].map((key) => `current_setting('tdbt.${key}')`).join(', ')
  await connection.query(`
    do $tdbt$ begin
      drop user mapping if exists for current_user server ${server};
      execute format(${literal(`create user mapping for current_user server ${server.replaceAll('%', '%%')} options (${options})`)}, ${values});
      ${[...mapping.keys()].map((key) => `perform set_config('tdbt.${key}', '', true);`).join(' ')}
    end $tdbt$`)
}

/**
 * Sets everything up in a transaction that is rolled back, and asks the other server something through it.
 * @returns what was found, for people.
 */
export async function checkForeignServer(
  connection: Connection,
  origin: LinkOrigin,
  schema: ForeignSchema,
): Promise<string> {
  const scratch = quoteIdentifier(scratchSchema())
  if (!connection.inTransaction) connection.begin()
  try {
    const changed = await ensureForeignServer(connection, origin, schema)
    await connection.query(`create schema ${scratch}`)
    await importTables(connection, schema, { from: 'pg_catalog', table: 'pg_database', into: scratch })
    await reaching(origin, schema, () =>
      connection.query(`select datname from ${scratch}.pg_database limit 1`),
    )
    const { host, port } = addressFor(origin, schema)
    const state = changed ? 'not set up yet: tdbt link does it' : 'set up'
    return `by postgres_fdw: reaches ${host}, port ${port}, database ${origin.credentials.database}; ${state}`
  } finally {
    await connection.rollback()
  }
}

/** `import foreign schema` of one table. */
export async function importTables(
  connection: Connection,
  schema: ForeignSchema,
  { from, table, into }: { readonly from: string; readonly table: string; readonly into: string },
): Promise<void> {
  const server = quoteIdentifier(foreignServerName(schema))
  await connection.query(
    `import foreign schema ${quoteIdentifier(from)} limit to (${quoteIdentifier(table)}) from server ${server} into ${into}`,
  )
}

/** A name that nobody else has, of a schema that lives no longer than its transaction. */
export function scratchSchema(): string {
  return `tdbt_link_${randomBytes(6).toString('hex')}`
}

/** Where the server that reads reaches the other one. */
function addressFor({ credentials }: LinkOrigin, { host, port }: ForeignSchema) {
  return { host: host ?? credentials.host, port: port ?? credentials.port }
}

function serverOptions(origin: LinkOrigin, schema: ForeignSchema): ReadonlyMap<string, string> {
  const { host, port } = addressFor(origin, schema)
  const { database, sslMode } = origin.credentials
  return new Map([
    ['host', host],
    ['port', String(port)],
    ['dbname', database],
    ['sslmode', sslMode],
    ['fetch_size', String(fetchSize)],
    // Foreign tables have no statistics here: the other server knows what a plan costs there.
    ['use_remote_estimate', 'true'],
  ])
}

/** `["host=localhost", "port=5432"]`; null where there is nothing to have options. */
function readOptions(text: unknown): ReadonlyMap<string, string> | null {
  if (text === null || text === undefined) return null
  const items = JSON.parse(String(text)) as readonly string[]
  return new Map(items.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]))
}

function optionChanges(
  given: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): readonly string[] {
  return [...wanted].flatMap(([key, value]) => {
    if (given.get(key) === value) return []
    return [`${given.has(key) ? 'set' : 'add'} ${key} ${literal(value)}`]
  })
}

/** What only an administrator may do. */
function notPermitted(error: unknown, schema: ForeignSchema): unknown {
  if (!(error instanceof StatementError) || error.sqlState !== sqlStates.insufficientPrivilege) return error
  return new TdbtError('link-not-permitted', `can't set up postgres_fdw: ${error.message}`, {
    ...schema.at('by'),
    hint: 'let a superuser run in this database: create extension if not exists postgres_fdw; grant usage on foreign data wrapper postgres_fdw to <user of the profile>;\nor link by copy, which needs no rights: by: copy',
    cause: error,
    sqlState: error.sqlState,
  })
}

/** Runs what asks the other server, and says what to do where the one can't reach the other. */
export async function reaching<T>(
  origin: LinkOrigin,
  schema: ForeignSchema,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StatementError)) throw error
    const { host, port } = addressFor(origin, schema)
    const states: readonly (string | undefined)[] = [sqlStates.unableToConnect, sqlStates.prohibitedStatement]
    if (!states.includes(error.sqlState)) throw error
    const reason = [error.message, error.detail].filter((part) => part !== undefined).join('\n')
    throw new TdbtError(
      'link-unreachable',
      `from this server, ${host}, port ${port} can't be used: ${reason}`,
      {
        ...schema.at('host'),
        cause: error,
        sqlState: error.sqlState,
      },
    )
  }
}
