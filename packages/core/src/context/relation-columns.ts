import { TdbtError } from '@tdbt/adapter-api'
import { Dict, str, type Value } from '@tdbt/jinja'
import type { Session } from '../session/session.js'
import { callMacro } from './call-macro.js'
import { ColumnValue } from './column-value.js'
import { isMissing } from './members.js'
import { asRelation, type RelationValue } from './relation-value.js'
import type { BaseScope } from './scope.js'

/** Whose relations are looked at. */
interface ColumnsScope extends BaseScope {
  readonly session: Session
}

/** The columns of a relation as the database has them. */
export async function columnsOf(session: Session, relation: RelationValue): Promise<ColumnValue[]> {
  const columns = await session.adapter.introspector.columns(session.connection, relation.relation)
  return columns.map((column) => new ColumnValue(column, session.adapter.dialect))
}

/** The columns of one relation that another has not. */
export async function missingColumns(
  { session }: ColumnsScope,
  [from, to]: readonly Value[],
): Promise<ColumnValue[]> {
  const existing = new Set(
    (await columnsOf(session, asRelation(to, 'to_relation'))).map((value) => value.column.name),
  )
  return (await columnsOf(session, asRelation(from, 'from_relation'))).filter(
    (value) => !existing.has(value.column.name),
  )
}

/** dbt's rule: a column of the target grows to the size of the new one where the dialect allows it. */
export async function expandTargetColumnTypes(
  scope: ColumnsScope,
  [from, to]: readonly Value[],
): Promise<Value> {
  const { session } = scope
  const target = asRelation(to, 'to_relation')
  const existing = new Map(
    (await columnsOf(session, target)).map((value) => [value.column.name, value.column]),
  )
  for (const { column } of await columnsOf(session, asRelation(from, 'from_relation'))) {
    const known = existing.get(column.name)
    if (known && session.adapter.dialect.canExpandTo(known, column)) {
      await callMacro(
        scope,
        'alter_column_type',
        target,
        column.name,
        session.adapter.dialect.columnType(column),
      )
    }
  }
  return ''
}

/** Throws a TdbtError for a table that lacks a column of snapshots. */
export async function checkSnapshotTarget(
  { session }: ColumnsScope,
  [target, names]: readonly Value[],
): Promise<Value> {
  const relation = asRelation(target, 'relation')
  const columns = new Set(
    (await columnsOf(session, relation)).map((value) => value.column.name.toLowerCase()),
  )
  const renamed = (name: string): string => {
    const value = names instanceof Dict ? names.get(name) : undefined
    return isMissing(value) ? name : str(value)
  }
  const missing = ['dbt_scd_id', 'dbt_valid_from', 'dbt_valid_to']
    .map(renamed)
    .filter((name) => !columns.has(name.toLowerCase()))
  if (missing.length > 0) {
    throw new TdbtError(
      'snapshot-not-valid',
      // The words of dbt, which are looked for in logs.
      `Snapshot target is missing configured columns (missing ${missing.map((name) => `"${name}"`).join(', ')}): ${relation.str()}`,
      {
        hint: 'the table was not made by a snapshot, or snapshot_meta_column_names has changed: rename the columns or the table',
      },
    )
  }
  return null
}
