import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileServer } from '../../../test/support/file-server.js'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { projectFolder, tdbt } from './support/tdbt.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof projectFolder>>
const call = (...args: string[]) => tdbt(['ingest', ...args], { cwd: project.path })

beforeAll(async () => {
  database = await testDatabase()
  project = await projectFolder({
    'dbt_project.yml': 'name: loads\nprofile: loads\n',
    'profiles.yml': JSON.stringify({ loads: { target: 'dev', outputs: { dev: database.credentials } } }),
    'tdbt.config.ts': `import { defineConfig, defineSource } from 'tdbt'
const columns = { id: { type: 'integer', required: true }, name: { type: 'text' } } as const
export default defineConfig({
  sources: [
    defineSource({ source: 'shop', table: 'items', schema: 'public', from: 'items.csv', columns, maxRejectedShare: 0.5 }),
    defineSource({ source: 'far', table: 'away', schema: 'public', from: 'http://127.0.0.1:9/a.csv', columns }),
  ],
})
`,
    'items.csv': 'id,name\n1,apple\n2,pear\nthree,plum\n',
  })
})
afterAll(async () => {
  project.remove()
  await database.drop()
})

test('loads a source, tells what it rejected, and skips what it has', async () => {
  const first = await call('--select', 'source:shop')
  expect(first.stdout).toMatch(/1 of 1 OK loaded source shop\.items \.+ \[COPY 2 in \d+\.\d\ds\]/)
  expect(first.stdout).toContain('1 rows of shop.items were rejected: see public.items_rejected')
  expect(first.stdout).toContain('Completed successfully')
  expect(first.code).toBe(0)
  expect(await database.query('select id, name from items order by 1')).toEqual([
    { id: 1, name: 'apple' },
    { id: 2, name: 'pear' },
  ])

  const second = await call('--select', 'source:shop')
  expect(second.stdout).toMatch(/OK source shop\.items is loaded already \.+ \[SKIP 2 rows in/)
  expect((await call('-s', 'source:shop', '--full-refresh')).stdout).toContain('[COPY 2 in')
})

test('--data takes another file, relative to the working folder', async () => {
  writeFileSync(join(project.path, 'more.csv'), 'id,name\n7,fig\n')
  expect((await call('-s', 'source:shop', '--data', 'more.csv')).stdout).toContain('[COPY 1 in')
  const gone = await call('-s', 'source:shop', '--data', 'gone.csv')
  expect(gone.stdout).toContain('there is no such file')
  expect(gone.code).toBe(1)
  expect(await database.query('select id from items')).toEqual([{ id: 7 }])
})

test('--download-path keeps downloads out of a project that can only be read', async () => {
  const server = await fileServer((_, response) => response.end('id,name\n8,kiwi\n'))
  const elsewhere = await projectFolder({})
  try {
    const { code } = await tdbt(['ingest', '-s', 'source:shop', '--data', `${server.url}/a.csv`], {
      cwd: project.path,
      env: { DBT_DOWNLOAD_PATH: elsewhere.path },
    })
    expect(code).toBe(0)
    expect(await database.query('select id from items')).toEqual([{ id: 8 }])
    expect(readdirSync(elsewhere.path)).toHaveLength(1)
    expect(existsSync(join(project.path, '.tdbt'))).toBe(false)
  } finally {
    elsewhere.remove()
  }
})

test('as JSON lines there is all that a job needs, of each source', async () => {
  writeFileSync(join(project.path, 'bad.csv'), 'id,name\n1,apple\ntwo,pear\nthree,plum\n')
  const lines = async (...args: string[]) =>
    (await call('--log-format', 'json', ...args)).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { info: { name: string; level: string }; data: object })
      .filter(({ info }) => info.name === 'LogIngestResult')
  const [loaded] = await lines('-s', 'source:shop', '--data', 'items.csv', '--full-refresh')
  expect(loaded?.data).toMatchObject({
    ...{ source: 'shop.items', relation: 'public.items', status: 'loaded', rows: 2, rejected: 1 },
    ...{
      files: ['items.csv'],
      bytes: 34,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
      index: 1,
      total: 1,
    },
  })
  const [failed] = await lines('-s', 'source:shop', '--data', 'bad.csv')
  expect(failed).toMatchObject({
    info: { level: 'error' },
    data: {
      source: 'shop.items',
      status: 'error',
      errors: [
        {
          code: 'rejected-share',
          message: expect.stringContaining("2 of 3 rows can't be loaded"),
          hint: expect.stringContaining('maxRejectedShare'),
          details: {
            ...{ source: 'shop.items', rows: 3, rejected: 2, share: 2 / 3, limit: 0.5 },
            examples: [
              "bad.csv:3, row 2: id: 'two' is not of the type integer",
              "bad.csv:4, row 3: id: 'three' is not of the type integer",
            ],
          },
        },
      ],
    },
  })
  const both = await lines('--tries', '1', '--timeout', '5')
  expect(both.map(({ data }) => data)).toMatchObject([
    { source: 'shop.items', index: 1, total: 2 },
    { source: 'far.away', status: 'error', index: 2, total: 2, errors: [{ code: 'download-failed' }] },
  ])
})

test('a server that does not answer ends it with a code of its own', async () => {
  const { stdout, code } = await call('-s', 'source:far', '--tries', '1', '--timeout', '5')
  expect(stdout).toContain("can't download http://127.0.0.1:9/a.csv")
  expect(code).toBe(3)
})

test('what is asked for wrongly', async () => {
  const { stdout, code } = await call('-s', 'source:nosuch')
  expect(stdout).toContain("'source:nosuch' matches no source of tdbt.config.ts")
  expect(code).toBe(2)
  expect((await call('--tries', '0')).stderr).toContain('--tries must be 1 or more.')
})
