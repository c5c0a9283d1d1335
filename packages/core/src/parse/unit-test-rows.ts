import { posix } from 'node:path'
import { nearest } from '@tdbt/adapter-api'
import { readRecords } from '../csv-records.js'
import type { Json, JsonObject } from '../json.js'
import { readText } from '../project/read-text.js'
import type { FileKind } from '../project/source-file.js'
import type { ParseState } from './parse-state.js'
import { isEntry, type PropertyEntry } from './read-properties.js'
import { readExpression } from './static-reads.js'

/** `given` and `expect` of a unit test. */
export interface UnitTestRows {
  readonly [key: string]: Json
  readonly rows: Json
  readonly format: 'csv' | 'dict' | 'sql'
  readonly fixture: string | null
}

type Path = readonly (string | number)[]

/** The rows of an input or of what is expected, with those of fixtures, seeds and CSV as mappings, as dbt has them. */
export function fixtureRows(
  state: ParseState,
  property: PropertyEntry,
  raw: UnitTestRows,
  path: Path,
): UnitTestRows {
  const rows = rowsOf(state, property, raw, path)
  return { ...raw, rows: Array.isArray(rows) ? wholeFirst(rows as readonly JsonObject[]) : rows }
}

function rowsOf(state: ParseState, property: PropertyEntry, raw: UnitTestRows, path: Path): Json {
  const { format, rows, fixture } = raw
  const refuse = (message: string, hint?: string) =>
    property.error('unit-test-not-valid', message, [...path, 'rows'], hint)
  if (format === 'dict') {
    if (rows === null && fixture === null && typeof raw.input === 'string')
      return ofSeed(state, property, raw.input, path)
    if (Array.isArray(rows) && rows.every(isEntry)) return rows as Json
    throw refuse('rows of the format dict are a list of mappings', "write '- {column: value}' for each row")
  }
  if (typeof rows !== 'string' && fixture === null)
    throw refuse(`rows of the format ${format} are a text, or stand in a fixture`)
  if (format === 'sql') return fixture === null ? rows : fixtureText(state, property, fixture, path)
  const csv = fixture === null ? (rows as string) : fixtureText(state, property, fixture, path)
  return csvRows(csv, () => refuse('a quote of the CSV has no end')).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value === '' ? null : value])),
  )
}

/** A file of `tests/fixtures`, by its name alone. */
function fixtureText({ project }: ParseState, property: PropertyEntry, fixture: string, path: Path): string {
  const owner = project.packages.find(({ name }) => name === property.file.packageName)
  const fixtures = (owner?.files ?? []).filter(({ kind }) => kind === ('fixture' satisfies FileKind))
  const named = fixtures.find((file) => posix.parse(file.path).name === fixture)
  if (named) return named.text.trim()
  throw property.error(
    'unit-test-not-valid',
    `there is no fixture named '${fixture}' in tests/fixtures`,
    [...path, 'fixture'],
    nearest(
      fixture,
      fixtures.map((file) => posix.parse(file.path).name),
    ),
  )
}

/** An input without rows is a seed, whose file has them. */
function ofSeed(state: ParseState, property: PropertyEntry, input: string, path: Path): Json {
  const { refs } = readExpression(state, input, () =>
    property.error('unit-test-not-valid', '', [...path, 'input']),
  )
  const [ref] = refs
  const seeds = state.project.packages
    .filter(({ name }) => name === (ref?.package ?? property.file.packageName))
    .flatMap(({ files }) => files.filter(({ kind }) => kind === 'seed'))
  const seed = seeds.find((file) => posix.parse(file.path).name === ref?.name)
  const refuse = () => property.error('unit-test-not-valid', `a quote in ${seed?.shownPath} has no end`, path)
  if (seed) return csvRows(readText(seed.absolutePath, seed.shownPath), refuse)
  throw property.error(
    'unit-test-not-valid',
    `the input ${input} has no rows, and is no seed whose file has them`,
    [...path, 'input'],
    'write its rows',
  )
}

/** As Python's DictReader gives them: columns by the first line, empty lines left out. */
function csvRows(csv: string, notClosed: () => Error): readonly JsonObject[] {
  const records = readRecords(csv.replaceAll('\r\n', '\n'), ',', notClosed).filter(
    ({ values }) => values.length > 0,
  )
  const [header, ...rest] = records
  return rest.map(({ values }) =>
    Object.fromEntries((header?.values ?? []).map((name, index) => [name, values[index] ?? null])),
  )
}

/** dbt puts the first row without nulls in front, of which some databases take the types. */
function wholeFirst(rows: readonly JsonObject[]): readonly JsonObject[] {
  const whole = rows.findIndex((row) => Object.values(row).every((value) => value !== null))
  if (whole <= 0) return rows
  const ordered = [...rows]
  ordered[0] = rows[whole]!
  ordered[whole] = rows[0]!
  return ordered
}
