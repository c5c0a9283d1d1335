import type { Dialect, Relation } from '@tdbt/adapter-api'
import { renderRelation } from '@tdbt/adapter-api'
import type { ResolvedSource } from '../config/resolved-source.js'

/** The statements of a load. */

export function createRawTable(table: Relation, source: ResolvedSource, dialect: Dialect): string {
  const columns = source.columns.map(
    (column) =>
      `${dialect.quoteIdentifier(column.name)} ${column.type}${source.key.includes(column.name) ? ' not null' : ''}`,
  )
  return `create table ${renderRelation(table, dialect)} (
  ${[
    ...columns,
    'source_row bigint not null',
    'source_file text not null',
    'loaded_at timestamptz not null',
  ].join(',\n  ')}
)`
}

/** `raw_row` is json, not jsonb: it keeps the row as it was, zero bytes and order included. */
export function createRejectedTable(table: Relation, dialect: Dialect): string {
  return `create table ${renderRelation(table, dialect)} (
  source_row bigint not null,
  reason text not null,
  raw_row json not null,
  source_file text not null,
  loaded_at timestamptz not null
)`
}

export function createKey(table: Relation, key: readonly string[], dialect: Dialect): string {
  const columns = key.map((name) => dialect.quoteIdentifier(name)).join(', ')
  return `create unique index on ${renderRelation(table, dialect)} (${columns})`
}

export function copyFromStdin(table: Relation, dialect: Dialect): string {
  return `copy ${renderRelation(table, dialect)} from stdin`
}

export function analyze(table: Relation, dialect: Dialect): string {
  return `analyze ${renderRelation(table, dialect)}`
}

export function commentOnTable(table: Relation, comment: string, dialect: Dialect): string {
  return `comment on table ${renderRelation(table, dialect)} is ${dialect.literal(comment)}`
}

export function selectTableComment(table: Relation, dialect: Dialect): string {
  return `select obj_description(pg_class.oid, 'pg_class')
from pg_class
join pg_namespace on pg_namespace.oid = pg_class.relnamespace
where pg_namespace.nspname = ${dialect.literal(table.schema ?? '')}
  and pg_class.relname = ${dialect.literal(table.identifier ?? '')}
  and pg_class.relkind in ('r', 'p')`
}
