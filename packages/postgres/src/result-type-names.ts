/**
 * What psycopg2 calls the types of a result, by oid: dbt-postgres knows a query's columns by these names, and a contract
 * holds where they agree. All integers but bigint are one, all texts, and all floats; a size is none of them.
 */
const names: Readonly<Record<string, readonly number[]>> = {
  BOOLEAN: [16],
  BINARY: [17],
  TEXT: [18, 19, 25, 1042, 1043],
  LONGINTEGER: [20],
  INTEGER: [21, 23],
  ROWID: [26],
  JSON: [114],
  JSONB: [3802],
  FLOAT: [700, 701],
  DECIMAL: [1700],
  DATE: [1082],
  TIME: [1083, 1266],
  DATETIME: [1114],
  DATETIMETZ: [1184],
  INTERVAL: [704, 1186],
  UNKNOWN: [705],
  BOOLEANARRAY: [1000],
  BINARYARRAY: [1001],
  STRINGARRAY: [1002, 1003, 1009, 1014, 1015],
  LONGINTEGERARRAY: [1016],
  INTEGERARRAY: [1005, 1006, 1007],
  ROWIDARRAY: [1013, 1028],
  JSONARRAY: [199],
  JSONBARRAY: [3807],
  FLOATARRAY: [1021, 1022],
  DECIMALARRAY: [1231],
  DATEARRAY: [1182],
  TIMEARRAY: [1183, 1270],
  DATETIMEARRAY: [1115],
  DATETIMETZARRAY: [1185],
  INTERVALARRAY: [1187],
  CIDRARRAY: [651],
  INETARRAY: [1041],
  MACADDRARRAY: [1040],
  type: [3904, 3906, 3926],
  typeARRAY: [3905, 3907, 3927],
  tsrange: [3908],
  tsrangeARRAY: [3909],
  tstzrange: [3910],
  tstzrangeARRAY: [3911],
  daterange: [3912],
  daterangeARRAY: [3913],
}

const nameByOid = new Map(
  Object.entries(names).flatMap(([name, oids]) => oids.map((oid) => [oid, name] as const)),
)

export function resultTypeName(oid: number): string {
  return nameByOid.get(oid) ?? `unknown type_code ${oid}`
}
