import { type Adapter, createRelation, type Relation } from '@tdbt/adapter-api'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../../src/index.js'

let database: TestDatabase
let adapter: Adapter

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 4, lockWait: 1 })
})

afterAll(async () => {
  await adapter.close()
  await database.drop()
})

beforeEach(async () => {
  await database.query('drop schema if exists s cascade; create schema s')
})

function relation(identifier: string): Relation {
  return createRelation({ database: database.target.database, schema: 's', identifier })
}

/** Replaces s.x by a table with the value, with or without readers at work. */
async function rebuild(value: number, using: Adapter = adapter): Promise<void> {
  const connection = await using.acquire(`rebuild ${value}`)
  try {
    connection.begin()
    await using.relations.lock(connection, relation('x'))
    connection.enqueue('drop table if exists s.x__dbt_tmp')
    connection.enqueue(`create table s.x__dbt_tmp as select ${value} as a from generate_series(1, 100)`)
    await using.relations.swap(connection, relation('x'), relation('x__dbt_tmp'))
    await connection.commit()
  } finally {
    await using.release(connection)
  }
}

test('readers see the whole old or the whole new version, and no errors', async () => {
  await rebuild(0)
  await database.query('create view s.v as select a from s.x; create view s.w as select a from s.v')
  let stop = false
  const seen = new Set<number>()
  const read = async (table: string) => {
    const reader = await database.connect()
    while (!stop) {
      const { rows } = await reader.query(
        `select count(*)::int as n, min(a) as low, max(a) as high from s.${table}`,
      )
      expect(rows[0].n).toBe(100)
      expect(rows[0].low).toBe(rows[0].high)
      seen.add(rows[0].low)
    }
  }
  const readers = Promise.all([read('x'), read('w'), read('v')])
  for (let value = 1; value <= 25; value++) await rebuild(value)
  stop = true
  await readers
  expect(seen.size).toBeGreaterThan(3)
  expect(await database.query('select distinct a from s.w')).toEqual([{ a: 25 }])
})

test('a swap waits for a reader with an open transaction, and others read on meanwhile', async () => {
  await rebuild(1)
  const reader = await database.connect()
  await reader.query('begin')
  await reader.query('select * from s.x limit 1')
  let done = false
  const patient = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
  const swapped = rebuild(2, patient).then(() => {
    done = true
  })
  for (let tries = 0; tries < 5; tries++) {
    expect((await database.query('select distinct a from s.x'))[0]).toEqual({ a: 1 })
  }
  expect(done).toBe(false)
  expect((await reader.query('select distinct a from s.x')).rows).toEqual([{ a: 1 }])
  await reader.query('commit')
  await swapped
  expect(await database.query('select distinct a from s.x')).toEqual([{ a: 2 }])
  await patient.close()
})

test('a swap that never gets its lock fails, names who is in the way, and leaves the old version', async () => {
  await rebuild(1)
  const reader = await database.connect()
  await reader.query(`set application_name to 'a dashboard'; begin`)
  await reader.query('select * from s.x limit 1')
  const pid = (await reader.query('select pg_backend_pid() as pid')).rows[0].pid
  const failure = rebuild(2)
  await expect(failure).rejects.toMatchObject({ kind: 'Database', sqlState: '55P03' })
  await expect(failure).rejects.toThrow(/"s"."x" could not be locked within 1 s/)
  await expect(failure).rejects.toThrow(
    `pid ${pid}, user ${database.credentials.user}, application "a dashboard"`,
  )
  await reader.query('rollback')
  expect(await database.query('select distinct a from s.x')).toEqual([{ a: 1 }])
  await rebuild(3)
  expect(await database.query('select distinct a from s.x')).toEqual([{ a: 3 }])
})

test('of two that wait for each other the reader is never the one to fail', async () => {
  await rebuild(1)
  await database.query(
    'create materialized view s.m as select a from s.x; create view s.w as select a from s.m',
  )
  const patient = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
  const reader = await database.connect()
  await reader.query('begin')
  // The reader has the materialized view, the swap has the view on it and wants the former; now the reader wants
  // the view.
  await reader.query('select * from s.m limit 1')
  const swapped = rebuild(2, patient)
  await waitUntil(async () => {
    const rows = await database.query(
      `select from pg_locks where relation = 's.w'::regclass and mode = 'AccessExclusiveLock' and granted`,
    )
    return rows.length > 0
  })
  // Waits longer than deadlock_timeout, were the swap not to give way.
  expect((await reader.query('select distinct a from s.w')).rows).toEqual([{ a: 1 }])
  await reader.query('commit')
  await swapped
  expect(await database.query('select distinct a from s.w')).toEqual([{ a: 2 }])
  await patient.close()
})

test('two runs that build the same relation do it one after the other', async () => {
  const other = await openPostgres(postgresCredentials(database.credentials), { threads: 4 })
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => rebuild(index, index % 2 === 0 ? adapter : other)),
  )
  expect(
    await database.query('select count(*)::int as n, count(distinct a)::int as versions from s.x'),
  ).toEqual([{ n: 100, versions: 1 }])
  await other.close()
})

test('the lock of a session outlives its transactions, keeps others out and is released', async () => {
  const first = await adapter.acquire('first')
  const second = await adapter.acquire('second')
  const release = await adapter.relations.lock(first, relation('y'))
  let got = false
  const waiting = adapter.relations.lock(second, relation('y')).then((releaseSecond) => {
    got = true
    return releaseSecond
  })
  const another = await adapter.relations.lock(first, relation('z'))
  await another()
  first.begin()
  await first.query('select 1')
  await first.commit()
  expect(got).toBe(false)
  await release()
  await (await waiting)()
  await adapter.release(first)
  await adapter.release(second)
})

test('a run that is killed in the middle leaves the old version, and the next one succeeds', async () => {
  await rebuild(1)
  await database.query('create view s.v as select a from s.x')
  const doomed = await adapter.acquire('doomed')
  doomed.begin()
  await doomed.query('create table s.x__dbt_tmp as select 2 as a')
  await adapter.relations.swap(doomed, relation('x'), relation('x__dbt_tmp'))
  await doomed.flush()
  const { rows } = await doomed.query('select pg_backend_pid()')
  await database.query(`select pg_terminate_backend(${rows[0]![0]})`)
  await expect(doomed.commit()).rejects.toMatchObject({ kind: 'Connection' })
  await adapter.release(doomed)
  expect(await database.query('select distinct a from s.v')).toEqual([{ a: 1 }])
  await rebuild(3)
  expect(await database.query('select distinct a from s.v')).toEqual([{ a: 3 }])
  const relations = await database.query(
    `select relname from pg_class where relnamespace = 's'::regnamespace order by relname`,
  )
  expect(relations).toEqual([{ relname: 'v' }, { relname: 'x' }])
})

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('what the test waits for did not come')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
