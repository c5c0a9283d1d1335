import { resetServer, type ServerAddress, startServer } from '@tdbt/postgres'
import pg from 'pg'

/** The server that both programs write to, one after the other, each into an empty database. */
export interface Warehouse {
  readonly address: ServerAddress
  /** Makes a database anew, empty but for what the statements put there. */
  createDatabase(name: string, setup: readonly string[]): Promise<void>
  /** All that a reader of the database can see. */
  contents(database: string, volatile: readonly string[]): Promise<Contents>
  dropDatabase(name: string): Promise<void>
  end(): Promise<void>
}

/** Relations by `schema.name`; schemas without any are there as well. */
export type Contents = Readonly<Record<string, RelationContents | 'schema'>>

export interface RelationContents {
  readonly kind: string
  readonly comment: string | null
  readonly columns: Readonly<Record<string, { readonly type: string; readonly comment: string | null }>>
  readonly indexes: readonly string[]
  readonly grants: readonly string[]
  /** In the order of their text, since SQL has none. */
  readonly rows: readonly string[]
}

export async function startWarehouse(root: string): Promise<Warehouse> {
  const { address } = await startServer(root, { keep: true, tcpPort: 0 })
  const onDatabase = async <T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ ...address, database })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }
  const maintain = (sql: string) =>
    onDatabase(address.database, async (client) => void (await client.query(sql)))
  return {
    address,
    async createDatabase(name, setup) {
      await maintain(`drop database if exists "${name}" with (force)`)
      await maintain(`create database "${name}" template template0`)
      await onDatabase(name, async (client) => {
        for (const statement of setup) await client.query(statement)
      })
    },
    contents: (database, volatile) => onDatabase(database, (client) => readContents(client, volatile)),
    dropDatabase: (name) => maintain(`drop database if exists "${name}" with (force)`),
    end: () => resetServer(root),
  }
}

interface FoundRelation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly comment: string | null
  readonly columns: readonly { name: string; type: string; comment: string | null }[]
  readonly indexes: readonly string[]
  readonly grants: readonly string[]
}

/** Names of indexes and constraints are the programs' own; what they are on is not. */
const relationsQuery = `
  select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, obj_description(c.oid, 'pg_class') as comment,
    (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)
        || case when a.attnotnull then ' not null' else '' end, 'comment', col_description(c.oid, a.attnum)) order by a.attnum), '[]')
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    (select coalesce(json_agg(d order by d), '[]') from (
      select regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX \\S+ ON', 'INDEX ON') as d from pg_index i
      where i.indrelid = c.oid
      union all select pg_get_constraintdef(k.oid) from pg_constraint k
      where k.conrelid = c.oid and k.contype <> 'n') as x) as indexes,
    (select coalesce(json_agg(g order by g), '[]') from (
      select grantee::regrole::text || ' ' || privilege_type as g from aclexplode(c.relacl) where grantee <> c.relowner) as x) as grants
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'v', 'm', 'p', 'f')
    and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'tdbt')
  order by 2, 3`

async function readContents(client: pg.Client, volatile: readonly string[]): Promise<Contents> {
  const contents: Record<string, RelationContents | 'schema'> = {}
  const schemas = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'tdbt')`,
  )
  for (const { name } of schemas.rows) contents[name] = 'schema'
  const { rows } = await client.query<FoundRelation>(relationsQuery)
  for (const relation of rows) {
    const steady = relation.columns.map(({ name }) => name).filter((name) => !volatile.includes(name))
    contents[`${relation.schema}.${relation.name}`] = {
      kind: relation.kind,
      comment: relation.comment,
      columns: Object.fromEntries(
        relation.columns.map(({ name, type, comment }) => [name, { type, comment }]),
      ),
      indexes: relation.indexes,
      grants: relation.grants,
      rows: await rowTexts(client, relation, steady),
    }
  }
  return contents
}

async function rowTexts(client: pg.Client, { schema, name }: FoundRelation, columns: readonly string[]) {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  const from = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
  try {
    const { rows } = await client.query<{ text: string }>(
      `select text from (select row(${list})::text as text from ${from}) as rows order by text collate "C"`,
    )
    return rows.map(({ text }) => text)
  } catch (error) {
    // A view may stand on what fails when it is read: then both must.
    return [`can't be read: ${error instanceof Error ? error.message : String(error)}`]
  }
}
