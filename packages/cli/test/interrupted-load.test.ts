import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileServer, sendFile } from '../../../test/support/file-server.js'
import { makeXlsx } from '../../../test/support/make-xlsx.js'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import {
  ctrlC,
  exited,
  ingestConfig,
  interruptedProject,
  lastWords,
  slowRows,
  until,
  watchSessions,
} from './support/interrupts.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const sessions = watchSessions(() => database)
const project = (files: Readonly<Record<string, string>>) => interruptedProject(database, files)

describe('Ctrl-C in a load', () => {
  test('of a seed leaves the table of before', async () => {
    const shop = await project({ 'seeds/raw.csv': 'id\n1\n' })
    await shop.call('seed')
    shop.write('seeds/raw.csv', 'id\n2\n')
    await slowRows(database)
    const running = shop.start(['seed', '--full-refresh'])
    await sessions.busyWith('copy ')
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(lastWords(ended)).toEqual([
      ctrlC,
      'CANCEL query seed.shop.raw [CANCEL]',
      `1 of 1 ERROR loading seed file ${shop.schema}.raw [ERROR]`,
      'Finished running 1 seed',
      exited,
      `  Interrupted: seed raw (${shop.name('raw')} is as it was)`,
      'Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1',
    ])
    await sessions.gone()
    expect(await shop.rows('select id from raw')).toEqual(['1'])
    expect(await shop.relations()).toEqual(['raw'])
  })

  test('of a source: what is loaded stays, the table of before too, the rest is not begun', async () => {
    const shop = await project({
      'tdbt.config.ts': ingestConfig([
        "source: 'shop', table: 'a', schema: 'files', from: 'a.csv'",
        "source: 'shop', table: 'b', schema: 'files', from: 'b.xlsx'",
        "source: 'shop', table: 'c', schema: 'files', from: 'a.csv'",
      ]),
      'a.csv': 'id\n1\n',
    })
    shop.write('b.xlsx', makeXlsx({ rows: [['id'], [{ number: 1 }]] }))
    expect((await shop.call('ingest', '-s', 'source:shop.b')).code).toBe(0)
    shop.write(
      'b.xlsx',
      makeXlsx({ rows: [['id'], ...Array.from({ length: 20_000 }, (_, id) => [{ number: id }])] }),
    )
    expect((await shop.call('ingest', '-s', 'source:shop.a')).code).toBe(0)
    await slowRows(database)
    const running = shop.start(['ingest'])
    await sessions.busyWith('copy ')
    running.kill('SIGINT')
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([2, ''])
    expect(lastWords(ended)).toEqual([
      ctrlC,
      exited,
      '  Done: 1 of 3 (shop.a)',
      '  Interrupted: shop.b (files.b is as it was)',
      '  Not started: 1 of 3 (shop.c)',
    ])
    await sessions.gone()
    expect(await shop.rows('select id from files.a union all select id from files.b')).toEqual(['1', '1'])
    expect(
      await shop.rows(
        "select relname from pg_class where relnamespace = 'files'::regnamespace and relkind = 'r' order by 1",
      ),
    ).toEqual(['a', 'a_rejected', 'b', 'b_rejected'])
    expect(await sessions.locks()).toEqual([])
  })

  test('of a source that waits for another load of it leaves that one alone', async () => {
    const shop = await project({
      'tdbt.config.ts': ingestConfig(["source: 'shop', table: 'a', schema: 'twice', from: 'a.csv'"]),
      'a.csv': 'id\n1\n',
    })
    await slowRows(database)
    const loading = shop.start(['ingest'])
    await sessions.busyWith('copy ')
    const waiting = shop.start(['ingest'])
    await sessions.blocked()
    waiting.kill('SIGINT')
    const ended = await waiting.ended
    expect(ended.code).toBe(2)
    expect(lastWords(ended)).toEqual([ctrlC, exited, '  Interrupted: shop.a (twice.a was not created)'])
    await sessions.busyWith('copy ')
    loading.kill('SIGINT')
    expect((await loading.ended).code).toBe(2)
    await sessions.gone()
    expect(await sessions.locks()).toEqual([])
  })

  const content = Buffer.from(`id\n${'1\n'.repeat(1_500_000)}`)

  test.each([
    [
      'goes on next time',
      '"1"',
      'the next tdbt ingest goes on from the 1.0 MB that were downloaded',
      /^bytes=\d+-$/,
    ],
    ['leaves nothing where it could not go on', '', '', undefined],
  ])('of a download %s', async (_what, etag, kept, range) => {
    const server = await fileServer((request, response, index) => {
      if (index > 0) return sendFile(request, response, content, etag)
      response.writeHead(200, { 'content-length': content.length, ...(etag && { etag }) })
      // And then nothing more.
      response.write(content.subarray(0, 1_000_000))
    })
    const shop = await project({
      'tdbt.config.ts': ingestConfig([
        `source: 'far', table: 'away', schema: 'far', from: '${server.url}/away.csv'`,
      ]),
    })
    const parts = () =>
      readdirSync(join(shop.path, '.tdbt', 'downloads'), { recursive: true, encoding: 'utf8' }).filter(
        (name) => name.includes('part-') && !name.endsWith('.json'),
      )
    const running = shop.start(['ingest'])
    await until(async () => {
      if (!existsSync(join(shop.path, '.tdbt', 'downloads'))) return false
      return parts().some((name) => statSync(join(shop.path, '.tdbt', 'downloads', name)).size === 1_000_000)
    })
    running.kill('SIGINT')
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([2, ''])
    expect(lastWords(ended)).toEqual([
      ctrlC,
      exited,
      `  Interrupted: far.away (far.away was not created${kept && `; ${kept}`})`,
    ])
    expect(parts()).toHaveLength(kept === '' ? 0 : 1)
    expect(await shop.rows("select to_regclass('far.away')")).toEqual([''])
    expect(await sessions.locks()).toEqual([])
    expect((await shop.call('ingest')).code).toBe(0)
    if (range === undefined) expect(server.requests[1]?.headers.range).toBeUndefined()
    else expect(server.requests[1]?.headers.range).toMatch(range)
    expect(await shop.rows('select count(*) from far.away')).toEqual(['1500000'])
    await database.query('drop schema far cascade')
  })
})
