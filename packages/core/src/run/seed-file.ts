import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Relation, renderRelation, type SeedValueKind, TdbtError } from '@tdbt/adapter-api'
import { Float, type Value } from '@tdbt/jinja'
import { parse } from 'csv-parse/sync'
import { AgateTable } from '../context/agate-table.js'
import type { SeedLoader } from '../context/seed-loader.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { inferKind, seedValue } from './seed-values.js'

/** Reads a seed's file: names, kinds and rows as dbt's reader has them. */
export function readSeed(project: Project, node: ManifestNode): SeedLoader {
  const { header, rows } = readRows(project, node)
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
      return session.connection.copyIn(sql, Readable.from(lines))
    },
  }
}

function readRows(
  project: Project,
  node: ManifestNode,
): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const root = node.rootPath ?? project.root.root
  const text = readFileSync(join(root, node.originalFilePath), 'utf8')
  const delimiter = typeof node.config.delimiter === 'string' ? node.config.delimiter : ','
  let records: string[][]
  try {
    records = parse(text, { bom: true, delimiter, relax_column_count: false, skip_empty_lines: true })
  } catch (error) {
    const { message, lines } = error as { message: string; lines?: number }
    throw new TdbtError('seed-not-valid', `the seed can't be read: ${message}`, {
      place: { file: node.originalFilePath, ...(lines === undefined ? {} : { line: lines, column: 1 }) },
      source: text,
      hint: `every row needs as many values as the header, separated by '${delimiter}'; values that hold it stand in double quotes`,
      cause: error,
    })
  }
  const [header, ...rows] = records
  if (header === undefined) {
    throw new TdbtError('seed-not-valid', 'the seed is empty', {
      place: { file: node.originalFilePath, line: 1, column: 1 },
      hint: 'its first line must be a header with the names of the columns',
    })
  }
  return { header, rows }
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
