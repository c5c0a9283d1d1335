import type { Connection } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import type { RelationKind } from '../introspector.js'
import { qualifiedName, withSuffix } from './backup-names.js'
import type { Unit } from './dependants.js'

/** How DDL calls a relation of this kind. */
export const ddlWords: Record<RelationKind, string> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
}

/**
 * The view with the same query over what now has the names in it. It stays the same relation, with its owner,
 * grants, comments, triggers and readers; the server refuses it where a column would change its name or type.
 */
export function replaceViewText(view: Unit, definition: string): string {
  return `create or replace view ${view.name}${withOptions(view)} as ${definition}`
}

/**
 * The texts that build a view anew, the old one having moved to `backup`, with all that hung on it. A materialized
 * view is filled again, under the lock: Postgres has no way to build it on a table that has not its name yet.
 */
export async function rebuildViewTexts(
  connection: Connection,
  view: Unit,
  definition: string,
  backup: string,
): Promise<readonly string[]> {
  connection.enqueue('savepoint tdbt_catalog')
  connection.enqueue(`set local search_path to ''`)
  const answer = connection.enqueue(attachedTextsQuery(view))
  await connection.query('rollback to savepoint tdbt_catalog')
  connection.enqueue('release savepoint tdbt_catalog')
  const { rows } = await answer.result()
  const word = ddlWords[view.kind]
  const filled = view.kind === 'm' && !view.populated ? ' with no data' : ''
  const attached = rows.filter(([kind]) => kind === 'attached').map(([, text]) => String(text))
  // An index keeps its name on the new view, so the old one's must give it up.
  const indexes = rows.filter(([kind]) => kind === 'index').map(([, text]) => String(text))
  const { schema } = view.relation
  return [
    ...indexes.map(
      (index) =>
        `alter index ${qualifiedName({ schema, identifier: index })} rename to ${quoteIdentifier(withSuffix(index, `__${view.oid}`))}`,
    ),
    `alter table ${view.name} rename to ${quoteIdentifier(backup)}`,
    `create ${word} ${view.name}${withOptions(view)} as ${definition}${filled}`,
    ...attached,
  ]
}

function withOptions({ options }: Unit): string {
  // pg_class has them as name=value; the value of some is not a plain word.
  const settings = options.map((option) => {
    const [name = '', ...value] = option.split('=')
    return `${quoteIdentifier(name)} = ${literal(value.join('='))}`
  })
  return settings.length > 0 ? ` with (${settings.join(', ')})` : ''
}

/** Texts that give a new view what the present one has; grants that the new one gets by default are taken first. */
function attachedTextsQuery(view: Unit): string {
  const name = literal(view.name)
  const word = literal(ddlWords[view.kind])
  return `
    with v as (select * from pg_class where oid = ${view.oid}),
    privileges as (
      select 0 as attnum, '' as column_list, acl.* from v, lateral aclexplode(v.relacl) acl
      union all
      select a.attnum, format(' (%I)', a.attname), acl.*
      from pg_attribute a, lateral aclexplode(a.attacl) acl
      where a.attrelid = ${view.oid} and not a.attisdropped
    )
    select 'index' as kind, i.relname::text as text, 0 as step, 0::bigint as place
    from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = ${view.oid}
    union all
    select 'attached', pg_get_indexdef(indexrelid), 1, indexrelid::bigint from pg_index where indrelid = ${view.oid}
    union all
    select 'attached', format('alter materialized view %s cluster on %I', ${name}, i.relname), 2, 0
    from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = ${view.oid} and x.indisclustered
    union all
    select 'attached', format('comment on index %I.%I is %L', ${view.relation.schema === null ? 'null' : literal(view.relation.schema)}, i.relname, d.description), 2, 0
    from pg_index x
    join pg_class i on i.oid = x.indexrelid
    join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = i.oid and d.objsubid = 0
    where x.indrelid = ${view.oid}
    union all
    select 'attached', format('alter table %s alter column %I set default %s', ${name}, a.attname,
      pg_get_expr(d.adbin, d.adrelid)), 3, a.attnum
    from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
    where d.adrelid = ${view.oid}
    union all
    select 'attached', pg_get_ruledef(oid), 4, oid::bigint from pg_rewrite
    where ev_class = ${view.oid} and rulename <> '_RETURN'
    union all
    select 'attached', pg_get_triggerdef(oid), 4, oid::bigint from pg_trigger
    where tgrelid = ${view.oid} and not tgisinternal
    union all
    select 'attached', format('comment on %s %s is %L', ${word}, ${name}, description), 5, 0
    from pg_description where classoid = 'pg_class'::regclass and objoid = ${view.oid} and objsubid = 0
    union all
    select 'attached', format('comment on column %s.%I is %L', ${name}, a.attname, d.description), 5, a.attnum
    from pg_description d join pg_attribute a on a.attrelid = d.objoid and a.attnum = d.objsubid
    where d.classoid = 'pg_class'::regclass and d.objoid = ${view.oid} and d.objsubid > 0
    union all
    select 'attached', format('alter table %s owner to %I', ${name}, pg_get_userbyid(relowner)), 6, 0
    from v where relowner <> (select oid from pg_roles where rolname = current_user)
    union all
    select 'attached', format(
      $acl$do $grants$ declare grantee text; begin
        for grantee in select distinct case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
          from pg_class c, lateral aclexplode(c.relacl) a where c.oid = to_regclass(%L)
        loop execute 'revoke all on %s from ' || grantee; end loop; end $grants$$acl$, ${name}, replace(${name}, '''', '''''')), 7, 0
    from v where relacl is not null
    union all
    select 'attached', format('grant %s%s on %s to %s%s', privilege_type, column_list, ${name},
      case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
      case when is_grantable then ' with grant option' else '' end), 8, attnum
    from privileges
    order by step, place`
}
