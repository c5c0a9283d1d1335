import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { warehouseState } from './before-and-after.js'
import { projectFolder, tdbt, withoutTimes } from './tdbt.js'

/** Text of a file, null for one that is taken away. */
export type Changes = Readonly<Record<string, string | null>>

export interface BadInputOptions {
  /** `build` where it is left out. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A project that was built once, which each case breaks in its own way. */
export interface SoundProject {
  readonly folder: string
  /**
   * Runs a command on the project with some files changed. Expects that the warehouse is as it was, and gives the exit
   * code above everything that was printed.
   */
  broken(changes: Changes, options?: BadInputOptions): Promise<string>
  /** The same for input that fails some nodes and not others: what is in the warehouse is for the test to say. */
  failing(changes: Changes, options?: BadInputOptions): Promise<string>
  state(): Promise<readonly string[]>
}

const schema = 'shop'

/** Two branches: customers -> orders -> report, and regions beside them. */
const soundFiles: Readonly<Record<string, string>> = {
  'dbt_project.yml': 'name: shop\nprofile: shop\n',
  'seeds/raw_customers.csv': 'id,name,region\n1,Ann,north\n2,Bob,south\n',
  'models/customers.sql':
    "{{ config(materialized='table') }}\nselect id, name, region from {{ ref('raw_customers') }}\n",
  'models/report.sql': "select count(*) as customers from {{ ref('customers') }}\n",
  'models/regions.sql':
    "{{ config(materialized='table') }}\nselect distinct region from {{ ref('raw_customers') }}\n",
  'models/models.yml': `models:
  - name: customers
    columns:
      - name: id
        data_tests: [unique, not_null]
`,
}

/** The project and its database for the tests of one file. */
export function useSoundProject(): SoundProject & { readonly database: TestDatabase } {
  let database: TestDatabase
  let project: Awaited<ReturnType<typeof soundProject>>
  beforeAll(async () => {
    database = await testDatabase()
    project = await soundProject(database)
  })
  afterAll(async () => {
    project.remove()
    await database.drop()
  })
  return {
    get database() {
      return database
    },
    get folder() {
      return project.folder
    },
    broken: (changes, options) => project.broken(changes, options),
    failing: (changes, options) => project.failing(changes, options),
    state: () => project.state(),
  }
}

async function soundProject(database: TestDatabase): Promise<SoundProject & { remove(): void }> {
  const output = { ...database.credentials, schema, threads: 1 }
  const files = {
    ...soundFiles,
    // Over many lines, so that no place depends on the length of a name or a port.
    'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } }, null, 2),
  }
  const { path, remove } = await projectFolder(files)
  const built = await tdbt(['build'], { cwd: path })
  if (built.code !== 0) throw new Error(`the sound project can't be built:\n${built.stdout}${built.stderr}`)

  const state = (): Promise<readonly string[]> => warehouseState(database, schema, 'public')
  const failing = async (
    changes: Changes,
    { args = ['build'], env }: BadInputOptions = {},
  ): Promise<string> => {
    write(path, changes)
    try {
      const { code, stdout, stderr } = await tdbt(args, { cwd: path, ...(env && { env }) })
      return `exit code ${code}\n${readable(stdout + stderr, path, database)}`
    } finally {
      write(
        path,
        Object.fromEntries(Object.keys(changes).map((name) => [name, files[name as never] ?? null])),
      )
    }
  }
  return {
    folder: path,
    state,
    failing,
    async broken(changes, options) {
      const before = await state()
      const shown = await failing(changes, options)
      expect(await state()).toEqual(before)
      return shown
    },
    remove,
  }
}

function write(folder: string, changes: Changes): void {
  for (const [name, text] of Object.entries(changes)) {
    const path = join(folder, name)
    if (text === null) rmSync(path, { force: true, recursive: true })
    else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }
}

/** Without what differs from run to run and from machine to machine, and without the lines that every run begins with. */
function readable(text: string, folder: string, database: TestDatabase): string {
  const { host, port, dbname } = database.credentials
  return withoutTimes(text)
    .replaceAll(folder, '<project>')
    .replaceAll(String(host), '<host>')
    .replaceAll(String(dbname), '<database>')
    .replaceAll(`:${port}`, ':<port>')
    .replace(/^HH:MM:SS {2}(Running with|Registered adapter).*\n/gm, '')
    .replace(/^HH:MM:SS {2}/gm, '')
    .replace(/\d+ macros/, 'N macros')
}
