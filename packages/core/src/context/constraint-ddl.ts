import type { Dialect } from '@tdbt/adapter-api'
import { isMapping, type JsonObject, toObject, toTexts } from '../json.js'

/** The columns of a table with an enforced contract as `create table` has them: name, type and constraints. */
export function columnsDdl(columns: unknown, dialect: Dialect): readonly string[] {
  return Object.values(isMapping(columns) ? columns : {}).map((raw) => {
    const column = toObject(raw)
    const name = textOf(column.name)
    const constraints = listOf(column.constraints).map(ofColumn)
    return [
      column.quote === true ? dialect.quoteIdentifier(name) : name,
      // Python prints a type that is not there.
      column.data_type == null ? 'None' : textOf(column.data_type),
      ...constraints.filter((text) => text !== ''),
    ].join(' ')
  })
}

/** The constraints of a model as `create table` has them, behind the columns. */
export function constraintsDdl(constraints: unknown): readonly string[] {
  return listOf(constraints)
    .map(ofModel)
    .filter((text) => text !== '')
}

function ofColumn(constraint: JsonObject): string {
  const expression = textOf(constraint.expression)
  const to = textOf(constraint.to)
  const toColumns = toTexts(constraint.to_columns)
  switch (constraint.type) {
    case 'check':
      return expression === '' ? '' : `check (${expression})`
    case 'not_null':
      return `not null ${expression}`.trim()
    case 'unique':
      return `unique ${expression}`.trim()
    case 'primary_key':
      return `primary key ${expression}`.trim()
    case 'foreign_key':
      if (to !== '' && toColumns.length > 0) return `references ${to} (${toColumns.join(', ')})`
      return expression === '' ? '' : `references ${expression}`
    case 'custom':
      return expression
    default:
      return ''
  }
}

function ofModel(constraint: JsonObject): string {
  const expression = textOf(constraint.expression)
  const name = textOf(constraint.name)
  const prefix = name === '' ? '' : `constraint ${name} `
  const columns = toTexts(constraint.columns).join(', ')
  const to = textOf(constraint.to)
  const toColumns = toTexts(constraint.to_columns)
  const between = expression === '' ? '' : ` ${expression}`
  switch (constraint.type) {
    case 'check':
      return expression === '' ? '' : `${prefix}check (${expression})`
    case 'unique':
      return `${prefix}unique${between} (${columns})`
    case 'primary_key':
      return `${prefix}primary key${between} (${columns})`
    case 'foreign_key':
      if (to !== '' && toColumns.length > 0)
        return `${prefix}foreign key (${columns}) references ${to} (${toColumns.join(', ')})`
      return expression === '' ? '' : `${prefix}foreign key (${columns}) references ${expression}`
    case 'custom':
      return expression === '' ? '' : `${prefix}${expression}`
    default:
      return ''
  }
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(toObject) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
