import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type RunningServer, startServer, stopServer } from '@tdbt/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { callTdbt, normalised } from '../support/call-tdbt.js'
import { itemsConfig } from '../support/items-project.js'
import { projectFolder, tdbt } from '../support/tdbt.js'
import { warehouseContent } from '../support/warehouse-content.js'

const models = {
  'models/sources.yml': `sources:
  - name: shop
    schema: raw
    tables: [{name: items}]
`,
  'models/naïve prices/prices.sql': `{{ config(materialized='table') }}
select id, {{ doubled('price') }} as price
from {{ source('shop', 'items') }}
`,
  'models/naïve prices/prices.yml': `models:
  - name: prices
    description: "{{ doc('prices') }}"
    columns:
      - name: id
        data_tests: [unique]
`,
  'models/naïve prices/prices.md': '{% docs prices %}\nTwice the price.\nIn euros.\n{% enddocs %}\n',
  'macros/doubled.sql': '{% macro doubled(column) %}\n{{ column }} * 2\n{% endmacro %}\n',
  'seeds/countries.csv': 'code,name\npe,Perú\nci,"Côte\nd\'Ivoire"\n',
  'tdbt.config.ts': itemsConfig("'data/größe 1.csv'"),
  'data/größe 1.csv': 'id,name,price\n1,apple,1.5\n2,"pear\nsliced",2\n',
}

describe('a project in a folder with spaces, quotes and letters of other scripts', () => {
  const outer = mkdtempSync(join(tmpdir(), 'tdbt-odd-'))
  const path = join(outer, "Ünser Größtes Projekt (2024) & Co's", 'данные 数据 🐘', 'x'.repeat(60))
  const call = (...args: string[]) => tdbt(args, { cwd: path })

  beforeAll(async () => {
    chmodSync(outer, 0o755)
    for (const [name, text] of Object.entries({ 'dbt_project.yml': 'name: odd\n', ...models })) {
      await mkdir(dirname(join(path, name)), { recursive: true })
      await writeFile(join(path, name), text)
    }
  })
  afterAll(async () => {
    await call('server', 'reset', '--yes')
    rmSync(outer, { recursive: true, force: true })
  })

  test('loads, builds and tests on the embedded server, whose data lies in it', async () => {
    const ingested = await call('ingest')
    expect(ingested.stdout).toContain('OK loaded source shop.items')
    const built = await call('build')
    expect(built.stdout).toContain('Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3')
    expect([ingested, built]).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ])
    expect(readdirSync(join(path, 'target/compiled/odd/models/naïve prices'))).toContain('prices.sql')
    const shown = await call(
      'show',
      '--inline',
      'select source_file, name from raw.items order by id',
      '--output',
      'json',
      '--quiet',
    )
    expect(shown.stdout).toContain('größe 1.csv')
    expect((await call('server', 'status')).stdout).toContain(path)
  })

  test('names its files in messages', async () => {
    await writeFile(join(path, 'models/naïve prices/größen.sql'), 'select nosuch\nfrom {{ ref("prices") }}\n')
    const { code, stdout } = await call('run', '--select', 'größen')
    expect(normalised(stdout, path)).toContain(`Failure in model größen (models/naïve prices/größen.sql)
  Database Error in model größen (models/naïve prices/größen.sql)
    column "nosuch" does not exist
    models/naïve prices/größen.sql:1:8
      1 | select nosuch`)
    expect(code).toBe(1)
  })
})

describe('files with the line ends of Windows', () => {
  let database: TestDatabase
  const projects: Awaited<ReturnType<typeof projectFolder>>[] = []
  const broken = {
    'models/broken.sql': "select 1 as one,\n  nosuch\nfrom {{ ref('prices') }}\n",
    'models/undefined.sql': 'select 1\n\n  {{ nosuch(1) }}\n',
  }
  const make = async (schema: string, toText: (text: string) => string, more = {}) => {
    const profile = { target: 'dev', outputs: { dev: { ...database.credentials, schema, threads: 1 } } }
    const files = {
      ...models,
      'dbt_project.yml': 'name: ends\nprofile: ends\nmodels:\n  +tags: [nightly]\n',
      'profiles.yml': `ends:\n  ${JSON.stringify(profile)}\n`,
      ...more,
    }
    const project = await projectFolder(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, toText(text)])),
    )
    projects.push(project)
    return project.path
  }
  const asWindows = (text: string): string => text.replaceAll('\n', '\r\n')

  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(async () => {
    for (const project of projects) project.remove()
    await database.drop()
  })

  test('give the same tables, views, descriptions and log', async () => {
    const outputs: unknown[] = []
    for (const [schema, toText] of [
      ['unix', (text: string) => text],
      ['windows', asWindows],
    ] as const) {
      const path = await make(schema, toText)
      outputs.push([await callTdbt(path, 'ingest'), await callTdbt(path, 'build')])
      const manifest = JSON.parse(readFileSync(join(path, 'target/manifest.json'), 'utf8')) as {
        nodes: Record<string, { description: string }>
      }
      expect(manifest.nodes['model.ends.prices']?.description).toBe('Twice the price.\nIn euros.')
      expect(manifest.nodes['model.ends.prices']).toMatchObject({ tags: ['nightly'] })
    }
    expect(JSON.stringify(outputs[1]).replaceAll('windows.', 'unix.')).toBe(JSON.stringify(outputs[0]))
    expect(await database.query('select * from windows.prices order by 1')).toEqual(
      await database.query('select * from unix.prices order by 1'),
    )
    expect(await database.query('select name from unix.countries order by code')).toEqual([
      { name: "Côte\nd'Ivoire" },
      { name: 'Perú' },
    ])
  })

  test('have the same places in messages', async () => {
    const before = await warehouseContent(database)
    const outputs: string[] = []
    for (const toText of [(text: string) => text, asWindows]) {
      const path = await make('places', toText, broken)
      const { code, output } = await callTdbt(path, 'parse')
      expect(code).toBe(2)
      rmSync(join(path, 'models/undefined.sql'))
      const run = await callTdbt(
        path,
        'compile',
        '--inline',
        "select 1\n{{ ref('nosuch') }}".replace('\n', toText('\n')),
      )
      expect(run.code).toBe(2)
      outputs.push(`${output}\n${run.output}`)
    }
    expect(outputs[1]).toBe(outputs[0])
    expect(outputs[0]).toMatchInlineSnapshot(`
      "Encountered an error:
      Compilation Error in models/undefined.sql:3:6
        'nosuch' is undefined
          3 |   {{ nosuch(1) }}
            |      ^^^^^^^^^
        hint: correct the name, or define it with {% set %} or as a macro
        code: jinja-undefined
      Encountered an error:
      Compilation Error in inline query:2:8
        analysis.ends.inline_query depends on a node named 'nosuch' which was not found
          2 | {{ ref('nosuch') }}
            |        ^^^^^^^^
        hint: correct the name, or add the model
        code: ref-not-found"
    `)
    expect(await warehouseContent(database)).toEqual(before)
  })
})

const bystander = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0

describe('a project in a folder that can only be read', () => {
  let project: Awaited<ReturnType<typeof projectFolder>>
  let serverFolder: string
  let server: RunningServer
  let outside: string
  let canRun = false
  const call = (...args: string[]) =>
    tdbt(args, {
      cwd: project.path,
      env: { HOME: outside },
      // Modes are nothing to root.
      ...(isRoot && { account: bystander }),
    })
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await call(...args)
    return { code, output: normalised(stdout + stderr, project.path).replaceAll(outside, '<outside>') }
  }

  beforeAll(async () => {
    serverFolder = mkdtempSync(join(tmpdir(), 'tdbt-read-only-server-'))
    chmodSync(serverFolder, 0o755)
    server = await startServer(serverFolder, { tcpPort: 0 })
    const { host, port, user, password, database: dbname } = server.address
    outside = mkdtempSync(join(tmpdir(), 'tdbt-outside-'))
    chmodSync(outside, 0o777)
    project = await projectFolder({
      'dbt_project.yml': 'name: fixed\nprofile: fixed\n',
      'profiles.yml': JSON.stringify({
        fixed: {
          target: 'dev',
          outputs: { dev: { type: 'postgres', host, port, user, password, dbname, schema: 'fixed' } },
        },
      }),
      'models/one.sql': 'select 1 as one\n',
    })
    chmodSync(project.path, 0o555)
    canRun = (await call('--version')).code === 0
  })
  afterAll(async () => {
    chmodSync(project.path, 0o755)
    project.remove()
    await stopServer(serverFolder)
    rmSync(serverFolder, { recursive: true, force: true })
    rmSync(outside, { recursive: true, force: true })
  })

  test('says what can not be written', async ({ skip }) => {
    skip(!canRun, 'the account nobody can not run this checkout')
    expect(await said('parse')).toMatchInlineSnapshot(`
      {
        "code": 2,
        "output": "Nothing is logged to <project>/logs/dbt.log: EACCES: permission denied, mkdir '<project>/logs'
      Encountered an error:
      Runtime Error
        can't write the target folder: EACCES: permission denied, mkdir '<project>/target'
        hint: check the rights and the space of the folder, or name another with --target-path
        code: target-not-writable",
      }
    `)
    expect(await said('build')).toMatchInlineSnapshot(`
      {
        "code": 2,
        "output": "Nothing is logged to <project>/logs/dbt.log: EACCES: permission denied, mkdir '<project>/logs'
      Encountered an error:
      Runtime Error
        can't write the target folder: EACCES: permission denied, mkdir '<project>/target'
        hint: check the rights and the space of the folder, or name another with --target-path
        code: target-not-writable",
      }
    `)
    expect(await said('ls')).toMatchInlineSnapshot(`
      {
        "code": 0,
        "output": "Nothing is logged to <project>/logs/dbt.log: EACCES: permission denied, mkdir '<project>/logs'
      [WARNING]: no manifest.json is written: can't write the target folder: EACCES: permission denied, mkdir '<project>/target'
      fixed.one",
      }
    `)
    expect(existsSync(join(project.path, 'target'))).toBe(false)
  })

  test('works with the folders for results and logs elsewhere', async ({ skip }) => {
    skip(!canRun, 'the account nobody can not run this checkout')
    const elsewhere = ['--target-path', join(outside, 'target'), '--log-path', join(outside, 'logs')]
    for (const command of ['parse', 'ls', 'compile', 'build'])
      expect(await said(command, ...elsewhere)).toMatchObject({ code: 0 })
    expect(readdirSync(outside).sort()).toEqual(['logs', 'target'])
    expect(readdirSync(project.path).sort()).toEqual(['dbt_project.yml', 'models', 'profiles.yml'])
  })

  test('can hold no embedded server', async ({ skip }) => {
    skip(!canRun, 'the account nobody can not run this checkout')
    const elsewhere = ['--target-path', join(outside, 'target'), '--log-path', join(outside, 'logs')]
    chmodSync(project.path, 0o755)
    await writeFile(join(project.path, 'dbt_project.yml'), 'name: fixed\n')
    chmodSync(project.path, 0o555)
    expect(await said('build', ...elsewhere)).toMatchInlineSnapshot(`
      {
        "code": 2,
        "output": "Encountered an error:
      Connection Error
        The embedded server can't keep its data in <project>/.tdbt: EACCES: permission denied, mkdir '<project>/.tdbt'
        hint: Give yourself the right to write there, or name a Postgres server in profiles.yml.
        code: embedded-folder",
      }
    `)
  })
})
