import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { shopProject } from './support/shop.js'
import { projectFolder, tdbt } from './support/tdbt.js'

let database: TestDatabase
let shop: Awaited<ReturnType<typeof projectFolder>>
const call = (...args: string[]) => tdbt(args, { cwd: shop.path })

beforeAll(async () => {
  database = await testDatabase()
  shop = await projectFolder(shopProject(database.credentials))
  expect((await call('seed')).code).toBe(0)
  expect((await call('run', '-s', 'stg_items')).code).toBe(0)
})
afterAll(async () => {
  shop.remove()
  await database.drop()
})

describe('ls', () => {
  test('names, one a line, and nothing else with --quiet', async () => {
    const { stdout, code } = await call('ls', '-q', '--resource-type', 'model')
    expect(stdout).toBe('shop.after_broken\nshop.broken\nshop.dim_items\nshop.stg_items\n')
    expect(code).toBe(0)
  })

  test('JSON with the keys that were asked for', async () => {
    const { stdout } = await call(
      'ls',
      '-q',
      '-s',
      'raw_items',
      '--output',
      'json',
      '--output-keys',
      'name unique_id',
    )
    expect(JSON.parse(stdout)).toEqual({ name: 'raw_items', unique_id: 'seed.shop.raw_items' })
  })

  test('nothing found', async () => {
    const { stdout, code } = await call('ls', '-s', 'nosuch')
    expect(stdout).toContain('No nodes selected!')
    expect(code).toBe(0)
  })

  test('in a folder inside the project', async () => {
    const { stdout } = await tdbt(['ls', '-q', '-s', 'raw_items'], { cwd: join(shop.path, 'models') })
    expect(stdout).toBe('shop.raw_items\n')
  })
})

test.each(['dbt_project.yml', 'profiles.yml'])('a %s that is a folder is told of', async (name) => {
  const project = await projectFolder({ 'dbt_project.yml': 'name: a\nprofile: a\n', 'models/a.sql': '' })
  try {
    rmSync(join(project.path, name), { force: true })
    mkdirSync(join(project.path, name))
    const { stdout, stderr, code } = await tdbt(['build'], { cwd: project.path })
    expect(stdout).toMatch(
      /Parsing Error in (.*\/)?(\w+)\.yml\n {2}\1\2\.yml can't be read: EISDIR: .*\n {2}hint: check/,
    )
    expect([code, stderr]).toEqual([2, ''])
  } finally {
    project.remove()
  }
})

describe('show', () => {
  test('rows of a node', async () => {
    const { stdout } = await call('show', '-q', '-s', 'stg_items', '--limit', '2')
    expect(stdout).toBe(
      '| id | name  | price |\n| -- | ----- | ----- |\n|  1 | apple |   1.5 |\n|  2 | pear  |     2 |\n\n',
    )
  })

  test('a query', async () => {
    const { stdout } = await call('show', '--inline', "select max(id) as last from {{ ref('stg_items') }}")
    expect(stdout).toMatch(/Previewing inline node:\n\| last \|\n\| ---- \|\n\| {4}3 \|\n\n$/)
  })

  test('JSON', async () => {
    const { stdout } = await call(
      'show',
      '-q',
      '--output',
      'json',
      '--inline',
      'select 1 as a, 1.50::numeric as b',
    )
    expect(JSON.parse(stdout)).toEqual({ show: [{ a: 1, b: 1.5 }] })
    expect(stdout).toContain('"b": 1.50')
  })

  test('needs to be told of what', async () => {
    const { stdout, code } = await call('show')
    expect(stdout).toContain('Either --select or --inline must be passed to show')
    expect(code).toBe(2)
  })
})

describe('compile', () => {
  test('a node, an inline query, JSON', async () => {
    const node = await call('compile', '-s', 'broken')
    expect(node.stdout).toMatch(
      /Compiled node 'broken' is:\nselect id\nfrom "test_\w+"\."shop"\."dim_items"\nwhere/,
    )
    const inline = await call('compile', '-q', '--inline', "{{ 1 + 1 }} {{ var('x') }}", '--vars', '{x: 3}')
    expect(inline.stdout).toBe('2 3\n')
    const json = await call('compile', '-q', '-s', 'stg_items', '--output', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({ node: 'stg_items' })
    expect((await call('compile', '--output', 'path')).stderr).toContain("'path' is not one of text, json")
  })
})

describe('errors of the project', () => {
  const withModel = async (text: string) => {
    const file = join(shop.path, 'models', 'wrong.sql')
    writeFileSync(file, text)
    return call('ls').finally(() => rmSync(file))
  }

  test('are shown with their line, exit code 2', async () => {
    const { stdout, code } = await withModel('select *\nfrom {{ 1 + }}\n')
    expect(code).toBe(2)
    expect(stdout).toMatch(/Encountered an error:\nCompilation Error in models\/wrong\.sql:2:\d+\n/)
    expect(stdout).toMatch(/ {4}2 \| from \{\{ 1 \+ \}\}\n {6}\| +\^+\n/)
    expect(stdout).not.toContain('    at ')
  })

  test('say what a misspelt name may mean', async () => {
    const { stdout, code } = await withModel("select *\nfrom {{ ref('stg_itmes') }}\n")
    expect(code).toBe(2)
    expect(stdout).toContain('Compilation Error in models/wrong.sql:2:13\n')
    expect(stdout).toContain("hint: did you mean 'stg_items'?")
  })

  test('no project', async () => {
    const empty = await projectFolder({})
    const { stdout, code } = await tdbt(['run'], { cwd: empty.path })
    expect(stdout).toContain('no dbt_project.yml in')
    expect(code).toBe(2)
    expect(existsSync(join(empty.path, 'logs'))).toBe(false)
    empty.remove()
  })

  test('another database', async () => {
    const other = await projectFolder({
      ...shopProject({}),
      'profiles.yml': 'shop: {target: d, outputs: {d: {type: snowflake, dbname: a, schema: b}}}\n',
    })
    const { stdout, code } = await tdbt(['ls'], { cwd: other.path })
    expect(stdout).toContain(
      "the target 'd' is of the type 'snowflake', which tdbt has no adapter for\n" +
        "  hint: tdbt works with 'type: postgres'; or remove 'profile' from dbt_project.yml to use the embedded server\n" +
        '  code: database-type-unknown\n',
    )
    expect(code).toBe(2)
    other.remove()
  })
})

test('secrets are printed nowhere', async () => {
  const secret = 'correct horse "battery"'
  const profile = {
    shop: {
      target: 'dev',
      outputs: {
        dev: { ...database.credentials, schema: 'shop', password: "{{ env_var('DBT_ENV_SECRET_DB') }}" },
      },
    },
  }
  const project = await projectFolder({
    ...shopProject({}),
    'profiles.yml': JSON.stringify(profile),
    'macros/tell.sql': `{% macro tell() %}{{ print('say correct horse "battery"') }}{{ log('log correct horse "battery"', info=true) }}{% endmacro %}`,
    'models/told.sql': '{{ tell() }} select 1 as id\n',
  })
  for (const format of ['text', 'json', 'debug']) {
    const args = ['compile', '-s', 'told', '--log-format', format]
    const { stdout } = await tdbt(args, { cwd: project.path, env: { DBT_ENV_SECRET_DB: secret } })
    expect(stdout).toContain('say *****')
    expect(stdout).toContain('log *****')
    expect(stdout).not.toContain('horse')
  }
  project.remove()
})

describe('debug', () => {
  test('all is well', async () => {
    const { stdout, code } = await call('debug')
    expect(stdout).toMatch(/ {2}connection: \[OK .*\]\n/)
    expect(stdout).toContain('All checks passed!')
    expect(code).toBe(0)
  })

  test('what is wrong, and how to mend it', async () => {
    const wrong = await projectFolder(shopProject({ ...database.credentials, dbname: 'nosuch_database' }))
    const { stdout, code } = await tdbt(['debug'], { cwd: wrong.path })
    expect(stdout).toMatch(
      / {2}connection: \[ERROR\]\n {4}Connection Error in \S*profiles\.yml:\d+:\d+\n {6}There is no database "nosuch_database" on the server at .*\n(?: {8}.*\n)* {6}hint: Check dbname of the profile, or create it: createdb nosuch_database\n {6}code: database-not-found\n/,
    )
    expect(stdout).toContain('1 check failed: connection')
    expect(code).toBe(1)
    wrong.remove()
  })
})

test('flags come from the project and the environment too', async () => {
  const project = await projectFolder(shopProject(database.credentials))
  const yaml = `${shopProject({})['dbt_project.yml']}flags:\n  printer_width: 50\n`
  writeFileSync(join(project.path, 'dbt_project.yml'), yaml)
  const run = (env: Record<string, string>) => tdbt(['run', '-s', 'stg_items'], { cwd: project.path, env })
  expect((await run({})).stdout).toContain('1 of 1 START sql view model shop.stg_items ....... [RUN]')
  expect((await run({ DBT_PRINTER_WIDTH: '55' })).stdout).toContain('shop.stg_items ............ [RUN]')
  const refused = await run({ DBT_THREADS: 'many' })
  expect(refused.stderr).toContain("Invalid value for DBT_THREADS=many: 'many' is not a whole number.")
  expect(refused.code).toBe(2)
  project.remove()
})

test('clean removes what it made', async () => {
  expect((await call('parse')).code).toBe(0)
  expect(existsSync(join(shop.path, 'target', 'manifest.json'))).toBe(true)
  const { stdout, code } = await call('clean')
  expect(stdout).toContain('Cleaned target/*')
  expect(code).toBe(0)
  expect(existsSync(join(shop.path, 'target'))).toBe(false)
})
