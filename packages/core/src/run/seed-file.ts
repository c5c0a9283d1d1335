import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  nearest,
  type Relation,
  renderRelation,
  type SeedValueKind,
  StatementError,
  TdbtError,
} from '@tdbt/adapter-api'
import { Float, type Value } from '@tdbt/jinja'
import type { CompileState } from '../compile/compile-state.js'
import { nodeConfigOrigin } from '../compile/node-config-origin.js'
import { AgateTable } from '../context/agate-table.js'
import type { SeedLoader } from '../context/seed-loader.js'
import { warn } from '../invocation/warn.js'
import type { ManifestNode } from '../manifest/node.js'
import { readText } from '../project/read-text.js'
import type { Session } from '../session/session.js'
import { readSeedCsv, type SeedCsv, type SeedWarning } from './seed-csv.js'
import { inferKind, seedValue } from './seed-values.js'

/**
 * Reads a seed's file: names, kinds and rows as dbt's reader has them. What is read in another way than it looks is
 * warned of.
 */
export function readSeed(state: CompileState, node: ManifestNode): SeedLoader {
  const root = node.rootPath ?? state.project.root.root
  const text = readText(join(root, node.originalFilePath), node.shownPath)
  const csv = readSeedCsv(text, node.shownPath, delimiterOf(state, node))
  const { header, rows } = csv
  const declared = (node.config.column_types ?? {}) as Readonly<Record<string, unknown>>
  for (const warning of [...csv.warnings, ...declaredInVain(state, node, Object.keys(declared), header)])
    warn(state.invocation, 'SeedReadOtherwise', warning.message, warning)
  // dbt's rule: a column whose type is declared is read as text, whatever its values look like.
  const kinds = header.map(
    (name, index): SeedValueKind =>
      Object.hasOwn(declared, name) ? 'text' : inferKind(rows.map((row) => row[index] ?? '')),
  )
  const valueAt = (row: readonly string[], index: number): string | null =>
    seedValue(row[index] ?? '', kinds[index] ?? 'text')
  return {
    kinds: () => kinds,
    table: () =>
      new AgateTable(
        header.map((name, index) => ({ name, kind: kinds[index] ?? 'text', type: kinds[index] ?? 'text' })),
        rows.length,
        () => rows.map((row) => kinds.map((kind, index) => templateValue(valueAt(row, index), kind))),
      ),
    async load(session, relation: Relation) {
      const { dialect } = session.adapter
      const quote =
        node.config.quote_columns === false
          ? (name: string) => name
          : (name: string) => dialect.quoteIdentifier(name)
      const columns = header.map(quote).join(', ')
      const sql = `copy ${renderRelation(relation, dialect)} (${columns}) from stdin with (format csv)`
      const local = await onSessionClock(session, csv, kinds)
      const lineOf = (row: readonly string[]): string => {
        const fields = kinds.map((kind, index) => {
          const value = valueAt(row, index)
          return csvField(kind === 'timestamp' && value !== null ? (local.get(value) ?? value) : value)
        })
        return `${fields.join(',')}\n`
      }
      try {
        return await session.connection.copyIn(sql, Readable.from(inPieces(rows, lineOf)))
      } catch (error) {
        throw atCopiedRow(error, csv, lineOf, (column) => Object.hasOwn(declared, column))
      }
    },
  }
}

/** Characters that are sent at once: row by row is slower. */
const pieceLength = 64 * 1024

/** The lines of the rows, made while they are sent: all of them at once would be one more copy of the file. */
function* inPieces<Row>(rows: readonly Row[], lineOf: (row: Row) => string): Iterable<string> {
  let piece = ''
  for (const row of rows) {
    piece += lineOf(row)
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

function delimiterOf(state: CompileState, node: ManifestNode): string {
  const { delimiter = ',' } = node.config
  if (typeof delimiter === 'string' && [...delimiter].length === 1 && !/[\r\n]/.test(delimiter))
    return delimiter
  const shown = JSON.stringify(delimiter)
  throw new TdbtError(
    'delimiter-not-valid',
    `the config 'delimiter' of ${node.name} must be one character, not ${shown}`,
    {
      ...nodeConfigOrigin(state, node, 'delimiter'),
      hint: 'a tab is "\\t" in double quotes: in single ones YAML takes it for two characters',
    },
  )
}

function declaredInVain(
  state: CompileState,
  node: ManifestNode,
  declared: readonly string[],
  header: readonly string[],
): readonly SeedWarning[] {
  return declared.flatMap((name) => {
    if (header.includes(name)) return []
    const cased = header.find((column) => column.toLowerCase() === name.toLowerCase())
    const hint = cased === undefined ? nearest(name, header) : `did you mean '${cased}'?`
    const message = `${node.shownPath} has no column '${name}', whose type column_types declares${hint ? `; ${hint}` : ''}`
    return [{ message, ...nodeConfigOrigin(state, node, 'column_types') }]
  })
}

/** The times with a zone as the session's clock shows them, by what they are read as: dbt lets the database do that. */
async function onSessionClock(
  session: Session,
  csv: SeedCsv,
  kinds: readonly SeedValueKind[],
): Promise<ReadonlyMap<string, string>> {
  const zonedAt = (row: readonly string[], index: number): string | null => {
    const text = row[index] ?? ''
    // Of a time with a zone, dbt reads only the form with a T.
    if (kinds[index] !== 'timestamp' || !text.includes('T')) return null
    const time = seedValue(text, 'timestamp')
    return time !== null && /[-+]\d\d:\d\d$/.test(time) ? time : null
  }
  const zoned = new Set<string>()
  for (const row of csv.rows) {
    for (const index of kinds.keys()) {
      const time = zonedAt(row, index)
      if (time !== null) zoned.add(time)
    }
  }
  if (zoned.size === 0) return new Map()
  const given = [...zoned].map((time) => `(${session.adapter.dialect.literal(time)})`).join(', ')
  const sql = `select given, cast(cast(cast(given as timestamp with time zone) as timestamp) as text) from (values ${given}) as times (given)`
  const { rows: shown } = await session.connection.query(sql).catch((error: unknown) => {
    const column = (row: readonly string[]): number =>
      kinds.findIndex((_, index) => {
        const time = zonedAt(row, index)
        return time !== null && error instanceof StatementError && error.message.includes(`"${time}"`)
      })
    const row = csv.rows.findIndex((values) => column(values) !== -1)
    if (row === -1) throw error
    throw atRow(error as StatementError, csv, row, column(csv.rows[row]!), 'correct the value')
  })
  return new Map(shown.map(([time, text]) => [String(time), String(text)]))
}

/** Postgres names the line of what was sent to it; the user has the file. */
function atCopiedRow(
  error: unknown,
  csv: SeedCsv,
  lineOf: (row: readonly string[]) => string,
  isDeclared: (column: string) => boolean,
): unknown {
  const [, line, column] =
    (error instanceof StatementError &&
      /^COPY .*, line (\d+)(?:, column (.+?))?(?:: |$)/m.exec(error.detail ?? '')) ||
    []
  if (!(error instanceof StatementError) || line === undefined) return error
  let sent = 0
  const row = csv.rows.findIndex((values) => {
    sent += lineOf(values).split('\n').length - 1
    return sent >= Number(line)
  })
  if (row === -1) return error
  const index = column === undefined ? -1 : csv.header.indexOf(column)
  const hint =
    column === undefined || isDeclared(column)
      ? 'correct the value, or the type of the column in column_types'
      : 'correct the value, or declare the type of the column in column_types; a table that is there keeps its types until --full-refresh'
  return atRow(error, csv, row, index === -1 ? 0 : index, hint)
}

function atRow(error: StatementError, csv: SeedCsv, row: number, column: number, hint: string): TdbtError {
  const { code, message, sqlState, cause } = error
  return new TdbtError(code, message, {
    place: csv.placeOf(row, column),
    source: csv.source,
    hint,
    sqlState,
    cause,
  })
}

function csvField(value: string | null): string {
  // Quotes tell an empty text from a null, which stands bare.
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`
}

function templateValue(value: string | null, kind: SeedValueKind): Value {
  if (value === null) return null
  // Python's rules make an integer column of NaN as well: loading it fails.
  if (kind === 'integer' && /^-?\d+$/.test(value))
    return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value)
  if (kind === 'integer' || kind === 'number') return new Float(Number(value))
  if (kind === 'boolean') return value === 'true'
  return value
}
