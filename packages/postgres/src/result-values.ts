import type { ResultColumn, ResultKind, ResultValue } from '@tdbt/adapter-api'

type BuiltinType = readonly [oid: number, name: string, kind: ResultKind]

/** Oids of pg_type that are the same in every Postgres; others are asked for by name where they turn up. */
const builtinTypes: readonly BuiltinType[] = [
  [16, 'boolean', 'boolean'],
  [20, 'bigint', 'integer'],
  [21, 'smallint', 'integer'],
  [23, 'integer', 'integer'],
  [26, 'oid', 'integer'],
  [700, 'real', 'number'],
  [701, 'double precision', 'number'],
  [1700, 'numeric', 'number'],
  [1082, 'date', 'date'],
  [1083, 'time without time zone', 'time'],
  [1266, 'time with time zone', 'time'],
  [1114, 'timestamp without time zone', 'timestamp'],
  [1184, 'timestamp with time zone', 'timestamp'],
  [114, 'json', 'json'],
  [3802, 'jsonb', 'json'],
  [17, 'bytea', 'text'],
  [18, '"char"', 'text'],
  [19, 'name', 'text'],
  [25, 'text', 'text'],
  [705, 'unknown', 'text'],
  [1042, 'character', 'text'],
  [1043, 'character varying', 'text'],
  [1186, 'interval', 'text'],
  [2278, 'void', 'text'],
  [2950, 'uuid', 'text'],
]

const builtinByOid = new Map(builtinTypes.map(([oid, name, kind]) => [oid, { name, kind }]))

export interface FieldDescription {
  readonly name: string
  readonly dataTypeID: number
  readonly dataTypeModifier: number
}

/** Type names by oid, for the types that are not built in. */
export type TypeNames = ReadonlyMap<number, string>

export function isBuiltinType(oid: number): boolean {
  return builtinByOid.has(oid)
}

export function resultColumns(
  fields: readonly FieldDescription[],
  typeNames: TypeNames,
): readonly ResultColumn[] {
  return fields.map(({ name, dataTypeID, dataTypeModifier }) => {
    const builtin = builtinByOid.get(dataTypeID)
    const type = builtin?.name ?? typeNames.get(dataTypeID) ?? `oid ${dataTypeID}`
    const kind = builtin?.kind ?? 'text'
    return { name, kind, type, typeId: dataTypeID, typeModifier: dataTypeModifier }
  })
}

type Reader = (text: string) => ResultValue

const asText: Reader = (text) => text
const asBoolean: Reader = (text) => text === 't'
const asFloat: Reader = (text) => Number(text)
const asInteger: Reader = (text) => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

const readers = new Map<number, Reader>([
  [16, asBoolean],
  [20, asInteger],
  [21, asFloat],
  [23, asFloat],
  [26, asFloat],
  [700, asFloat],
  [701, asFloat],
])

/**
 * How a column's text becomes a value: what JavaScript holds exactly becomes that, all else (numeric, large
 * integers, dates, timestamps, json) stays as Postgres prints it.
 */
export function valueReader(oid: number): Reader {
  return readers.get(oid) ?? asText
}
