import type { Column, Dialect, SeedValueKind } from '@tdbt/adapter-api'

const strings = new Set(['text', 'character varying', 'character', 'varchar'])
const integers = new Set([
  ...['smallint', 'integer', 'bigint', 'smallserial', 'serial', 'bigserial'],
  ...['int2', 'int4', 'int8', 'serial2', 'serial4', 'serial8'],
])
const floats = new Set(['real', 'float4', 'float', 'double precision', 'float8', 'double'])
const numerics = new Set(['numeric', 'decimal'])

const seedTypes: Record<SeedValueKind, string> = {
  integer: 'integer',
  number: 'float8',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp without time zone',
  time: 'time',
  text: 'text',
}

/** How Postgres spells things; where it is a matter of taste, as dbt-postgres does. */
export const postgresDialect: Dialect = {
  name: 'postgres',
  maxIdentifierLength: 63,
  quoteIdentifier,
  literal,
  columnType,
  canExpandTo: (from, to) => isString(from) && isString(to) && stringSize(to) > stringSize(from),
  isString,
  isInteger: (column) => integers.has(column.dtype.toLowerCase()),
  isFloat: (column) => floats.has(column.dtype.toLowerCase()),
  isNumeric,
  seedType: (kind) => seedTypes[kind],
}

export function quoteIdentifier(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

/** A backslash makes it an escape string, so that it means the same with `standard_conforming_strings` off. */
export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}

function columnType(column: Column): string {
  const dtype = column.dtype.toLowerCase()
  if (dtype === 'text' || (dtype === 'character varying' && column.charSize === null)) return column.dtype
  // dbt widens every sized string to varchar: `character(3)` comes out as `character varying(3)`.
  if (isString(column)) return `character varying(${stringSize(column)})`
  if (isNumeric(column) && column.numericPrecision !== null && column.numericScale !== null) {
    return `${column.dtype}(${column.numericPrecision},${column.numericScale})`
  }
  return column.dtype
}

function isString(column: Column): boolean {
  return strings.has(column.dtype.toLowerCase())
}

function isNumeric(column: Column): boolean {
  return numerics.has(column.dtype.toLowerCase())
}

/** dbt takes 256 for a string without a size, `text` among them, and so never widens to or from it wrongly. */
function stringSize(column: Column): number {
  return column.dtype === 'text' || column.charSize === null ? 256 : column.charSize
}
