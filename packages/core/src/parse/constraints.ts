import { createHash } from 'node:crypto'
import { nearest } from '@tdbt/adapter-api'
import { fromJs, repr } from '@tdbt/jinja'
import { asText, type Json, type JsonObject, toObject, toTexts } from '../json.js'
import type { ColumnInfo } from '../manifest/node.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

const constraintTypes = ['check', 'not_null', 'unique', 'primary_key', 'foreign_key', 'custom']

/** The `constraints:` of a model or, without `columns`, of a column, with every key that dbt gives them. */
export function parseConstraints(
  property: Pick<PropertyEntry, 'error'>,
  constraints: unknown,
  path: readonly (string | number)[],
  level: 'model' | 'column',
): readonly JsonObject[] {
  if (constraints === undefined || constraints === null) return []
  if (!Array.isArray(constraints))
    throw property.error('constraint-not-valid', "'constraints' must be a list", path)
  return constraints.map((constraint: unknown, index) => {
    const given = toObject(constraint)
    const { type } = given
    if (!isEntry(constraint) || !constraintTypes.includes(type as string)) {
      const hint = typeof type === 'string' ? nearest(type, constraintTypes) : undefined
      throw property.error(
        'constraint-not-valid',
        `a constraint is a mapping whose type is one of ${constraintTypes.join(', ')}`,
        [...path, index, ...(type === undefined ? [] : ['type'])],
        hint,
      )
    }
    return {
      type: type as Json,
      name: textOf(given.name),
      expression: textOf(given.expression),
      warn_unenforced: given.warn_unenforced !== false,
      warn_unsupported: given.warn_unsupported !== false,
      to: textOf(given.to),
      to_columns: toTexts(given.to_columns),
      ...(level === 'model' ? { columns: toTexts(given.columns) } : {}),
    }
  })
}

function textOf(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : asText(value)
}

/** @throws TdbtError for primary keys that dbt refuses: of two columns, or of a column and of the model */
export function checkPrimaryKeys(
  { error, name }: PropertyEntry,
  columns: ReadonlyMap<string, ColumnInfo>,
  constraints: readonly JsonObject[],
): void {
  const keys = [...columns.values()].filter((column) => hasKey(column.constraints))
  if (keys.length > 1) {
    throw error(
      'constraint-not-valid',
      `${keys.length} columns of '${name}' are its primary key: ${keys.map((column) => column.name).join(', ')}`,
      ['columns'],
      `write {type: primary_key, columns: [${keys.map((column) => column.name).join(', ')}]} under the constraints of the model`,
    )
  }
  if (keys.length > 0 && hasKey(constraints)) {
    throw error(
      'constraint-not-valid',
      `'${name}' has a primary key, and so has its column '${keys[0]!.name}'`,
      ['constraints'],
      'keep one of the two',
    )
  }
}

export function hasKey(constraints: readonly JsonObject[]): boolean {
  return constraints.some(({ type }) => type === 'primary_key')
}

/**
 * dbt's checksum of an enforced contract: names, types and constraints of the columns by their names' order, and of
 * what is built as a table its materialization and the model's constraints, as Python prints them.
 */
export function contractChecksum(
  columns: ReadonlyMap<string, ColumnInfo>,
  constraints: readonly JsonObject[],
  materialized: string,
): string {
  const sorted = [...columns.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  const ofColumns = sorted.map(
    (column) =>
      `|${column.name}${column.dataType ?? 'None'}${printed(column.constraints, 'ColumnLevelConstraint')}`,
  )
  const ofModel = enforcesConstraints(materialized)
    ? `${materialized}${printed(constraints, 'ModelLevelConstraint')}`
    : ''
  return createHash('sha256')
    .update(`${ofColumns.join('')}${ofModel}`, 'utf8')
    .digest('hex')
}

export function enforcesConstraints(materialized: string): boolean {
  return materialized === 'table' || materialized === 'incremental'
}

function printed(constraints: readonly JsonObject[], className: string): string {
  const items = constraints.map((constraint) => {
    const fields = Object.entries(constraint).map(([key, value]) =>
      key === 'type'
        ? `type=<ConstraintType.${asText(value)}: '${asText(value)}'>`
        : `${key}=${repr(fromJs(value))}`,
    )
    return `${className}(${fields.join(', ')})`
  })
  return `[${items.join(', ')}]`
}
