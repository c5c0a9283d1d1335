import type { TestDatabase } from '../../../../test/support/postgres.js'

/** Every table and view of a database with all its rows: equal before and after means that nothing was touched. */
export async function warehouseContent(
  database: TestDatabase,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const relations = await database.query<{ name: string; oid: number }>(
    `select format('%I.%I', nspname, relname) as name, pg_class.oid
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'm') and nspname not in ('pg_catalog', 'information_schema')
       and nspname not like 'pg_toast%'
     order by 1`,
  )
  const content: Record<string, readonly string[]> = {}
  for (const { name, oid } of relations) {
    const rows = await database.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
    // With its oid, so that a table that was replaced by an equal one shows too.
    content[`${name} (${oid})`] = rows.map(({ row }) => row)
  }
  return content
}
