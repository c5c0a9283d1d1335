import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  type Relation,
  renderRelation,
  type SeedValueKind,
  StatementError,
  TdbtError,
} from '@tdbt/adapter-api'
import { Float, type Value } from '@tdbt/jinja'
import { AgateTable } from '../context/agate-table.js'
import type { SeedLoader } from '../context/seed-loader.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { readText } from '../project/read-text.js'
import { readSeedCsv, type SeedCsv } from './seed-csv.js'
import { inferKind, seedValue } from './seed-values.js'

/** Reads a seed's file: names, kinds and rows as dbt's reader has them. */
export function readSeed(project: Project, node: ManifestNode): SeedLoader {
  const root = node.rootPath ?? project.root.root
  const text = readText(join(root, node.originalFilePath), node.originalFilePath)
  const delimiter = typeof node.config.delimiter === 'string' ? node.config.delimiter : ','
  const csv = readSeedCsv(text, node.originalFilePath, delimiter)
  const { header, rows } = csv
  const declared = (node.config.column_types ?? {}) as Readonly<Record<string, unknown>>
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
        rows.map((row) =>
          header.map((_, index) => templateValue(valueAt(row, index), kinds[index] ?? 'text')),
        ),
      ),
    async load(session, relation: Relation) {
      const { dialect } = session.adapter
      const quote =
        node.config.quote_columns === false
          ? (name: string) => name
          : (name: string) => dialect.quoteIdentifier(name)
      const columns = header.map(quote).join(', ')
      const sql = `copy ${renderRelation(relation, dialect)} (${columns}) from stdin with (format csv)`
      const lines = rows.map(
        (row) => `${header.map((_, index) => csvField(valueAt(row, index))).join(',')}\n`,
      )
      try {
        return await session.connection.copyIn(sql, Readable.from(lines))
      } catch (error) {
        throw atItsRow(error, csv, lines, text)
      }
    },
  }
}

/** Postgres names the line of what was sent to it; the user has the file. */
function atItsRow(error: unknown, csv: SeedCsv, lines: readonly string[], source: string): unknown {
  const [, line, column] =
    (error instanceof StatementError &&
      /^COPY .*, line (\d+)(?:, column (.+?))?(?:: |$)/m.exec(error.detail ?? '')) ||
    []
  if (!(error instanceof StatementError) || line === undefined) return error
  let sent = 0
  const row = lines.findIndex((text) => {
    sent += text.split('\n').length - 1
    return sent >= Number(line)
  })
  if (row === -1) return error
  const index = column === undefined ? -1 : csv.header.indexOf(column)
  return new TdbtError(error.code, error.message, {
    place: csv.placeOf(row, index === -1 ? 0 : index),
    source,
    hint: 'correct the value, or the type of the column in column_types',
    sqlState: error.sqlState,
    cause: error.cause,
  })
}

function csvField(value: string | null): string {
  // Quotes tell an empty text from a null, which stands bare.
  return value === null ? '' : `"${value.replaceAll('"', '""')}"`
}

function templateValue(value: string | null, kind: SeedValueKind): Value {
  if (value === null) return null
  if (kind === 'integer') return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value)
  if (kind === 'number') return new Float(Number(value))
  if (kind === 'boolean') return value === 'true'
  return value
}
