import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerAddress } from '@tdbt/postgres'
import { connect } from './server.js'

export interface RelationState {
  readonly schema: string
  readonly name: string
  /** `r` table, `v` view, `m` materialized view. */
  readonly kind: string
  /** What a view selects. */
  readonly definition: string | null
  /** Of a table: how many rows it has, and a digest of them all. Views, that are remade with it, have what it has. */
  readonly rows: number | null
  readonly content: string | null
}

/** What a database held at a moment. */
export interface WarehouseState {
  readonly database: string
  /** By name: `"schema"."name"`. */
  readonly relations: ReadonlyMap<string, RelationState>
  /** What other sessions are doing, and transactions that were prepared: nothing, once a run is over. */
  readonly leftovers: readonly string[]
}

export async function readWarehouse(address: ServerAddress): Promise<WarehouseState> {
  const client = await connect(address)
  try {
    const { rows: found } = await client.query<Omit<RelationState, 'rows' | 'content'>>(`
      select n.nspname as schema, c.relname as name, c.relkind as kind,
        case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition
      from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      order by 1, 2`)
    const relations = new Map<string, RelationState>()
    for (const relation of found) {
      const name = qualified(relation.schema, relation.name)
      const rows =
        relation.kind === 'v' || relation.kind === 'm'
          ? [{ rows: null, content: null }]
          : (
              await client.query<{ rows: number; content: string }>(
                `select count(*)::int as rows, coalesce(md5(string_agg(t::text, e'\\n' order by t::text)), '') as content from ${name} as t`,
              )
            ).rows
      relations.set(name, { ...relation, ...rows[0]! })
    }
    return { database: address.database, relations, leftovers: await readLeftovers(client) }
  } finally {
    await client.end()
  }
}

type Client = Awaited<ReturnType<typeof connect>>

/** Sessions end a moment after their client has said goodbye; those that do are no leftovers. */
async function readLeftovers(client: Client): Promise<readonly string[]> {
  const patience = 40
  for (let look = 0; ; look += 1) {
    const { rows } = await client.query<{ left: string }>(`
      select format('a session (%s): %s', state, left(query, 100)) as left from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      union all
      select format('a prepared transaction: %s', gid) from pg_prepared_xacts where database = current_database()`)
    if (rows.length === 0 || look === patience) return rows.map(({ left }) => left)
    await sleep(50)
  }
}

export function qualified(schema: string, name: string): string {
  return [schema, name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}
