import type { TestDatabase } from '../../../../test/support/postgres.js'

/**
 * What a reader finds in some schemas, a line each relation: its kind, its name, its object id and a checksum of its
 * rows. Equal before and after means that nothing was made, dropped, replaced or changed.
 */
export async function warehouseState(
  database: TestDatabase,
  ...schemas: string[]
): Promise<readonly string[]> {
  const list = schemas.map((schema) => `'${schema}'`).join(', ')
  const relations = await database.query<{ kind: string; name: string; oid: number }>(
    `select c.relkind::text as kind, c.oid::regclass::text as name, c.oid::int
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in (${list}) and c.relkind in ('r', 'v', 'm', 'S', 'f', 'p') order by n.nspname, c.relname`,
  )
  const lines: string[] = []
  for (const { kind, name, oid } of relations) {
    const [sum] = await database.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t`,
    )
    lines.push(`${kind} ${name} ${oid} ${sum?.sum}`)
  }
  return lines
}
