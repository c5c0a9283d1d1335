import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openPostgres, postgresCredentials, postgresDialect, postgresMacros } from '@tdbt/postgres'
import { afterAll, beforeAll } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { buildAll, runModels, seed, snapshot, testNodes } from '../../src/commands/run.js'
import type { Services } from '../../src/commands/services.js'
import type { NodeResult, TdbtEvent } from '../../src/invocation/events.js'
import type { Flags } from '../../src/invocation/flags.js'
import { testInvocation } from './invocation.js'
import { projectFolder } from './project-folder.js'
import { warningText } from './warning-text.js'

const commands = { run: runModels, build: buildAll, test: testNodes, seed, snapshot }

/** What a command came to. */
export interface Outcome {
  readonly success: boolean
  /** `name: status message` of each node, in the order of names. */
  readonly nodes: readonly string[]
  readonly results: readonly NodeResult[]
  readonly events: readonly TdbtEvent[]
  readonly warnings: readonly string[]
}

export interface RunOptions {
  /** The invocation's, which names of indexes are made of. */
  readonly id?: string
  readonly signal?: AbortSignal
  readonly onEvent?: (event: TdbtEvent) => void
  readonly env?: Readonly<Record<string, string>>
}

/** A project with a schema of its own in the test file's database. */
export interface Shop {
  readonly folder: string
  readonly schema: string
  write(files: Readonly<Record<string, string>>): void
  remove(path: string): void
  /** A file of the target folder. */
  target(path: string): string
  tdbt(command: keyof typeof commands, flags?: Partial<Flags>, options?: RunOptions): Promise<Outcome>
  /** Rows of a query whose names are looked up in the project's schema, each as `a|b|c` with null as nothing. */
  rows(sql: string): Promise<readonly string[]>
}

export interface Warehouse {
  readonly services: Services
  readonly database: () => TestDatabase
  shop(files: Readonly<Record<string, string>>, profile?: Readonly<Record<string, unknown>>): Shop
}

/** A database for the tests of one file. */
export function useWarehouse(): Warehouse {
  let database: TestDatabase
  let reader: Reader | undefined
  let shops = 0
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())
  return {
    services,
    database: () => database,
    shop(files, profile = {}) {
      shops += 1
      const schema = `shop_${shops}`
      const output = { ...database.credentials, schema, threads: 4, ...profile }
      const folder = projectFolder({
        'profiles.yml': JSON.stringify({ shop: { target: 'test', outputs: { test: output } } }),
        'dbt_project.yml': 'name: shop\nprofile: shop\n',
        ...files,
      })
      reader ??= database.connect()
      return openShop(reader, folder, schema)
    },
  }
}

/** The composition root of these tests. */
export const services: Services = {
  adapterTypes: ['postgres'],
  ingestedTables: async () => new Set(['raw.items']),
  adapterFor: ({ credentials }) => ({
    dialect: postgresDialect,
    macros: postgresMacros,
    settings: () => [],
    open: async (options) => openPostgres(postgresCredentials(credentials), { ...options, lockWait: 10 }),
  }),
  defaultDatabase: () => undefined,
}

type Reader = ReturnType<TestDatabase['connect']>

function openShop(reader: Reader, folder: string, schema: string): Shop {
  return {
    folder,
    schema,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    remove: (path) => rmSync(join(folder, path)),
    target: (path) => readFileSync(join(folder, 'target', path), 'utf8'),
    async tdbt(command, flags = {}, options = {}) {
      const kept = testInvocation(folder, { which: command, profilesDir: folder, ...flags }, options.env)
      const invocation = {
        ...kept,
        id: options.id ?? kept.id,
        signal: options.signal ?? kept.signal,
        emit(event: TdbtEvent) {
          kept.emit(event)
          options.onEvent?.(event)
        },
      }
      const { success, results } = await commands[command](invocation, services)
      const nodes = results.map(({ node, status, message }) =>
        `${node.name}: ${status} ${message ?? ''}`.trim(),
      )
      const warnings = kept.events.flatMap((event) => (event.name === 'Warning' ? [warningText(event)] : []))
      return { success, results, nodes: nodes.sort(), events: kept.events, warnings }
    },
    async rows(sql) {
      await (await reader).query(`set search_path to ${schema}, public`)
      const answer: unknown = await (await reader).query({ text: sql, rowMode: 'array' })
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { readonly rows: readonly unknown[][] }
      return last.rows.map((row) => row.map(shown).join('|'))
    },
  }
}

function shown(value: unknown): string {
  if (value === null) return ''
  return value instanceof Date
    ? value.toISOString()
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}
