import { type Connection, type QueryResult, type Relation, StatementError } from '@tdbt/adapter-api'
import { literal } from '../dialect.js'
import { sqlStates } from '../statement-errors.js'
import { qualifiedName } from './backup-names.js'

/** Columns that `create or replace` can't have, and a view that others hold: a swap can do with both. */
const leftToSwap: ReadonlySet<string | undefined> = new Set([
  sqlStates.invalidTableDefinition,
  sqlStates.lockNotAvailable,
])

/**
 * See RelationOperations.replaceView. The lock is waited for less than `deadlock_timeout`, so that no reader is ever
 * the victim of a deadlock, and no queue of readers builds up behind it.
 */
export async function replaceView(
  connection: Connection,
  view: Relation,
  sql: string,
): Promise<QueryResult | null> {
  connection.enqueue('savepoint tdbt_replace')
  connection.enqueue(`
    select set_config('tdbt.lock_timeout', current_setting('lock_timeout'), true),
      set_config('lock_timeout', (extract(epoch from current_setting('deadlock_timeout')::interval) * 500)::int::text, true)`)
  try {
    const result = await connection.query(sql)
    connection.enqueue(withoutComments(view))
    connection.enqueue("select set_config('lock_timeout', current_setting('tdbt.lock_timeout'), true)")
    connection.enqueue('release savepoint tdbt_replace')
    return result
  } catch (error) {
    if (!(error instanceof StatementError && error.sql === sql && leftToSwap.has(error.sqlState))) throw error
    await connection.query('rollback to savepoint tdbt_replace; release savepoint tdbt_replace')
    return null
  }
}

function withoutComments(view: Relation): string {
  const name = literal(qualifiedName(view))
  return `do $tdbt$
    declare
      part name;
    begin
      for part in
        select attname from pg_description left join pg_attribute on attrelid = objoid and attnum = nullif(objsubid, 0)
        where classoid = 'pg_class'::regclass and objoid = ${name}::regclass
      loop
        if part is null then
          execute 'comment on view ' || ${name} || ' is null';
        else
          execute format('comment on column %s.%I is null', ${name}, part);
        end if;
      end loop;
    end $tdbt$`
}
