import { Readable } from 'node:stream'
import { type Adapter, type Connection, StatementError } from '@tdbt/adapter-api'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../src/index.js'

let database: TestDatabase
let adapter: Adapter
let connection: Connection

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 2 })
})

afterAll(async () => {
  await adapter.close()
  await database.drop()
})

beforeEach(async () => {
  await database.query('drop schema if exists s cascade; create schema s')
  connection = await adapter.acquire('test')
  return async () => {
    await adapter.release(connection)
  }
})

async function failure(promise: Promise<unknown>): Promise<StatementError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StatementError)
  return error as StatementError
}

describe('results', () => {
  test('come as values that JavaScript holds exactly, or else as text', async () => {
    const { columns, rows, tag, rowCount } = await connection.query(`
      select 1 as i, 9007199254740991 as big, 9007199254740993 as bigger, 1.50::numeric(9, 2) as n, 1e-7::float8 as f,
        'NaN'::float4 as nan, true as b, null as nothing, 'é' as t, '{"a": [1.0]}'::jsonb as j,
        timestamp '2020-01-02 03:04:05.6' as ts, date '0044-03-15 BC' as d, time '01:02' as tm,
        array[1, 2] as a, interval '1 day' as iv, '\\x00ff'::bytea as by`)
    expect(rows).toEqual([
      [
        ...[
          1,
          9007199254740991,
          '9007199254740993',
          '1.50',
          1e-7,
          Number.NaN,
          true,
          null,
          'é',
          '{"a": [1.0]}',
        ],
        ...['2020-01-02 03:04:05.6', '0044-03-15 BC', '01:02:00', '{1,2}', '1 day', '\\x00ff'],
      ],
    ])
    expect(columns.map(({ name, kind, type }) => `${name} ${kind} ${type}`)).toEqual([
      ...['i integer integer', 'big integer bigint', 'bigger integer bigint', 'n number numeric'],
      ...[
        'f number double precision',
        'nan number real',
        'b boolean boolean',
        'nothing text text',
        't text text',
      ],
      ...['j json jsonb', 'ts timestamp timestamp without time zone', 'd date date'],
      ...['tm time time without time zone', 'a text integer[]', 'iv text interval', 'by text bytea'],
    ])
    expect([tag, rowCount]).toEqual(['SELECT 1', 1])
  })

  test('name types that the project made', async () => {
    await database.query(`create type s.mood as enum ('ok')`)
    const { columns } = await connection.query(`select 'ok'::s.mood as m`)
    expect(columns[0]).toMatchObject({ kind: 'text', type: 's.mood' })
  })

  test('are those of the last statement of a text', async () => {
    const { rows, tag } = await connection.query(
      `select 1; create table s.t (a int); insert into s.t values (1), (2)`,
    )
    expect([rows, tag]).toEqual([[], 'INSERT 0 2'])
    expect((await connection.query('select 1; select 2 as b; select 3 as c')).rows).toEqual([[3]])
    expect((await connection.query('delete from s.t; select 4')).columns).toHaveLength(1)
  })

  test.each([
    ['create view s.v as select 1 as a', 'CREATE VIEW', null],
    ['create table s.t as select generate_series(1, 5)', 'SELECT 5', 5],
    ['drop schema if exists nowhere', 'DROP SCHEMA', null],
    ['-- nothing', '', null],
  ])('%s is answered by %s', async (sql, tag, rowCount) => {
    const result = await connection.query(sql)
    expect([result.tag, result.rowCount]).toEqual([tag, rowCount])
  })

  test('take parameters', async () => {
    const { rows } = await connection.query('select $1::int + 1, $2::text, $3::text', [41, `it's`, null])
    expect(rows).toEqual([[42, `it's`, null]])
  })
})

describe('the queue', () => {
  test('sends nothing by itself, and everything in its order with the next query', async () => {
    connection.begin()
    connection.enqueue('create table s.t (a int)')
    const inserted = connection.enqueue('insert into s.t values (1), (2), (3)')
    expect(await database.query(`select to_regclass('s.t') as t`)).toEqual([{ t: null }])
    expect((await connection.query('select count(*) from s.t')).rows).toEqual([[3]])
    expect((await inserted.result()).tag).toBe('INSERT 0 3')
    await connection.rollback()
    expect(await database.query(`select to_regclass('s.t') as t`)).toEqual([{ t: null }])
  })

  test('is sent by asking for the result of a part of it', async () => {
    connection.enqueue('create table s.t (a int)')
    expect((await connection.enqueue('insert into s.t values (1)').result()).tag).toBe('INSERT 0 1')
  })

  test('reports an error against its own statement, with the place in it', async () => {
    connection.begin()
    const before = connection.enqueue('create table s.t (a int)')
    const wrong = connection.enqueue(`select 'é😀', b from s.t`)
    const after = connection.enqueue('select 3')
    const error = await failure(connection.commit())
    expect(error).toMatchObject({ sql: `select 'é😀', b from s.t`, sqlState: '42703', position: 14 })
    expect(error.sql.slice(error.position)).toBe('b from s.t')
    expect(await failure(wrong.result())).toBe(error)
    expect(await failure(after.result())).toBe(error)
    expect((await before.result()).tag).toBe('CREATE TABLE')
    await connection.rollback()
    expect(connection.inTransaction).toBe(false)
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  test('finds the statement of an error that has no place, and of an unclosed quote', async () => {
    connection.begin()
    connection.enqueue('create table s.t (a int primary key)')
    connection.enqueue('insert into s.t values (1)')
    connection.enqueue('insert into s.t values (1)')
    expect(await failure(connection.flush())).toMatchObject({
      sqlState: '23505',
      detail: 'Key (a)=(1) already exists.',
      sql: 'insert into s.t values (1)',
    })
    await connection.rollback()
    connection.begin()
    connection.enqueue(`select 'open`)
    connection.enqueue(`create table s.' as a`)
    expect((await failure(connection.flush())).sql).toBe(`select 'open`)
    await connection.rollback()
  })

  test('stops at an error outside a transaction too', async () => {
    connection.enqueue('select 1/0')
    const after = connection.enqueue('create table s.t (a int)')
    expect(await failure(connection.flush())).toMatchObject({ sqlState: '22012' })
    expect(await failure(after.result())).toMatchObject({ sqlState: '22012' })
    expect(await database.query(`select to_regclass('s.t') as t`)).toEqual([{ t: null }])
  })

  test.each(['commit', 'commit;\n', 'select 1; end', '-- done\nCOMMIT', '/* done */ commit'])(
    'stops after a text that ends the transaction: %j',
    async (commit) => {
      connection.begin()
      connection.enqueue('select 1/0')
      connection.enqueue(commit)
      connection.enqueue('create table s.t (a int)')
      await failure(connection.flush())
      await connection.rollback()
      expect(await database.query(`select to_regclass('s.t') as t`)).toEqual([{ t: null }])
    },
  )

  test('takes statements that run in no transaction', async () => {
    connection.enqueue('create table s.t (a int)')
    connection.enqueue('create index concurrently on s.t (a)')
    connection.enqueue('vacuum s.t')
    await connection.flush()
    connection.begin()
    connection.enqueue('insert into s.t values (1)')
    connection.enqueue('commit;')
    connection.enqueue('vacuum s.t')
    await connection.flush()
    expect(connection.inTransaction).toBe(false)
  })

  test('keeps the order of statements that are not awaited one by one', async () => {
    const all = [
      connection.query('create table s.t (a int)'),
      connection.query('insert into s.t values (1)'),
      connection.query('select a from s.t'),
    ]
    expect((await Promise.all(all))[2]!.rows).toEqual([[1]])
  })
})

describe('transactions', () => {
  test('commit fails, and says so, where a statement has failed before', async () => {
    connection.begin()
    await failure(connection.query('select 1/0'))
    expect(connection.inTransaction).toBe(true)
    await expect(connection.commit()).rejects.toThrow(/rolled back/)
    expect(connection.inTransaction).toBe(false)
  })

  test('a transaction that was not sent yet costs nothing to roll back', async () => {
    connection.begin()
    connection.enqueue('create table s.t (a int)')
    await connection.rollback()
    expect(connection.inTransaction).toBe(false)
    await connection.flush()
    expect(await database.query(`select to_regclass('s.t') as t`)).toEqual([{ t: null }])
  })

  test('a second begin is refused', () => {
    connection.begin()
    expect(() => connection.begin()).toThrow(/open already/)
  })
})

describe('COPY', () => {
  beforeEach(async () => {
    await database.query('create table s.t (a int, b text)')
  })

  const copy = 'copy s.t (a, b) from stdin with (format csv)'
  const count = () => database.query('select count(*)::int as n from s.t')

  test('takes more rows than any buffer holds', async () => {
    const line = `${'x'.repeat(1000)}\n`
    async function* source() {
      for (let row = 0; row < 20_000; row++) yield `${row},${line}`
    }
    expect(await connection.copyIn(copy, Readable.from(source()))).toBe(20_000)
    expect(await database.query('select count(*)::int as n, sum(a)::int as s from s.t')).toEqual([
      { n: 20_000, s: 199_990_000 },
    ])
  })

  test('sends what is queued first, and can be rolled back', async () => {
    connection.begin()
    connection.enqueue('create table s.u (a int)')
    expect(await connection.copyIn('copy s.u from stdin', Readable.from(['1\n2\n']))).toBe(2)
    await connection.rollback()
    expect(await database.query(`select to_regclass('s.u') as t`)).toEqual([{ t: null }])
  })

  test('is undone where its source fails, and the session goes on', async () => {
    async function* source() {
      yield '1,a\n'.repeat(5000)
      throw new Error('the file ends in the middle')
    }
    await expect(connection.copyIn(copy, Readable.from(source()))).rejects.toThrow(
      'the file ends in the middle',
    )
    expect(await count()).toEqual([{ n: 0 }])
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  test('is undone where the source has failed before it started', async () => {
    const source = new Readable({
      read() {
        this.destroy(new Error('no such file'))
      },
    })
    connection.enqueue('select pg_sleep(0.05)')
    source.read()
    await expect(connection.copyIn(copy, source)).rejects.toThrow('no such file')
    expect(await connection.copyIn(copy, Readable.from(['1,a\n']))).toBe(1)
  })

  test('names line and column of a value that the table does not take, and ends the source', async () => {
    const source = Readable.from(['1,a\n', 'two,b\n', ...Array<string>(50_000).fill('3,c\n')])
    const error = await failure(connection.copyIn(copy, source))
    expect(error).toMatchObject({ sqlState: '22P02', sql: copy })
    expect(error.detail).toBe('COPY t, line 2, column a: "two"')
    expect(source.destroyed).toBe(true)
    expect(await count()).toEqual([{ n: 0 }])
    expect(await connection.copyIn(copy, Readable.from(['1,a\n']))).toBe(1)
  })

  test('fails before it reads anything where the table is not there', async () => {
    const error = await failure(connection.copyIn('copy s.none from stdin', Readable.from(['1\n'])))
    expect(error.sqlState).toBe('42P01')
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  test('can be done many times on a session', async () => {
    for (let time = 0; time < 30; time++) await connection.copyIn(copy, Readable.from([`${time},x\n`]))
    expect(await count()).toEqual([{ n: 30 }])
  })
})

describe('streams', () => {
  test('give all rows, page by page, in and out of a transaction', async () => {
    const read = async (sql: string) => {
      let sum = 0
      for await (const [value] of connection.stream(sql)) sum += Number(value)
      return sum
    }
    expect(await read('select generate_series(1, 12000)')).toBe(72_006_000)
    expect(await read('select 1 where false')).toBe(0)
    connection.begin()
    expect(await read('select generate_series(1, 5000)')).toBe(12_502_500)
    expect(connection.inTransaction).toBe(true)
    await connection.commit()
  })

  test('can be left early', async () => {
    for await (const [value] of connection.stream('select generate_series(1, 20000)')) {
      if (value === 3) break
    }
    expect(connection.inTransaction).toBe(false)
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  test('report an error in the text that was given', async () => {
    const stream = async () => {
      for await (const row of connection.stream('select nope from s.none')) expect(row).toBe(null)
    }
    expect(await failure(stream())).toMatchObject({ sql: 'select nope from s.none', position: 17 })
  })
})

describe('cancel', () => {
  test('ends what the session runs, which can be used on', async () => {
    connection.begin()
    connection.enqueue('create table s.t (a int)')
    const sleeping = failure(connection.query('select pg_sleep(60)'))
    await whileRunning('pg_sleep(60)')
    await connection.cancel()
    expect(await sleeping).toMatchObject({ sqlState: '57014', sql: 'select pg_sleep(60)' })
    await connection.rollback()
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  test('of all ends every one', async () => {
    const other = await adapter.acquire('other')
    const sleeping = [
      failure(connection.query('select pg_sleep(61)')),
      failure(other.query('select pg_sleep(62)')),
    ]
    await whileRunning('pg_sleep(61)')
    await whileRunning('pg_sleep(62)')
    await adapter.cancelAll()
    for (const promise of sleeping) expect(await promise).toMatchObject({ sqlState: '57014' })
    await adapter.release(other)
  })

  test('of a COPY ends it', async () => {
    await database.query('create table s.t (a int)')
    async function* endless() {
      for (;;) {
        yield '1\n'
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const copying = failure(connection.copyIn('copy s.t from stdin', Readable.from(endless())))
    await whileRunning('copy s.t')
    await connection.cancel()
    expect(await copying).toMatchObject({ sqlState: '57014' })
    expect((await connection.query('select 1')).rows).toEqual([[1]])
  })

  async function whileRunning(text: string): Promise<void> {
    const sql = `select from pg_stat_activity where state = 'active' and query like '%${text}%' and pid <> pg_backend_pid()`
    while ((await database.query(sql)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
})

describe('a connection that the server drops', () => {
  test('in a transaction gives a clear error, and another one takes its place', async () => {
    connection.begin()
    const { rows } = await connection.query('select pg_backend_pid()')
    const running = expect(connection.query('select pg_sleep(60)')).rejects.toMatchObject({
      kind: 'Connection',
      sqlState: '57P01',
      message: expect.stringContaining('connection to the server was lost'),
    })
    await database.query(`select pg_terminate_backend(${rows[0]![0]})`)
    await running
    await expect(connection.query('select 1')).rejects.toMatchObject({ kind: 'Connection' })
    expect(connection.inTransaction).toBe(true)
    await expect(connection.commit()).rejects.toMatchObject({ kind: 'Connection' })
    await connection.rollback()
    expect(connection.inTransaction).toBe(false)
    await adapter.release(connection)
    connection = await adapter.acquire('another')
    expect((await connection.query('select pg_backend_pid()')).rows).not.toEqual(rows)
  })

  test('while a statement runs is not given out again', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { rows } = await connection.query('select pg_backend_pid()')
      const released = connection.query('select pg_sleep(60)').catch(() => adapter.release(connection))
      await database.query(`select pg_terminate_backend(${rows[0]![0]})`)
      await released
      connection = await adapter.acquire('another')
      expect((await connection.query('select 1')).rows).toEqual([[1]])
    }
  })

  test('while idle is not given out again', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { rows } = await connection.query('select pg_backend_pid()')
      await adapter.release(connection)
      await database.query(`select pg_terminate_backend(${rows[0]![0]})`)
      const gone = `select from pg_stat_activity where pid = ${rows[0]![0]}`
      while ((await database.query(gone)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
      connection = await adapter.acquire('another')
      expect((await connection.query('select 1')).rows).toEqual([[1]])
    }
  })
})

describe('the pool', () => {
  test('gives out no more sessions than threads and one, and the next when one is free', async () => {
    const others = [await adapter.acquire('b'), await adapter.acquire('c')]
    let got = false
    const waiting = adapter.acquire('d').then((fourth) => {
      got = true
      return fourth
    })
    await connection.query('select 1')
    expect(got).toBe(false)
    await adapter.release(others[0]!)
    await adapter.release(await waiting)
    await adapter.release(others[1]!)
    const sql = `select count(*)::int as n from pg_stat_activity where application_name = 'dbt' and datname = current_database()`
    expect(await database.query(sql)).toEqual([{ n: 3 }])
  })

  test('hides what a node left in its session from the next', async () => {
    const alone = await openPostgres(postgresCredentials({ ...database.credentials, role: 'pg_monitor' }), {
      threads: 0,
    })
    const first = await alone.acquire('first')
    expect((await first.query('select current_user')).rows).toEqual([['pg_monitor']])
    await first.query(`reset role; set work_mem to '9876kB'; create temporary table leftover (a int)`)
    first.begin()
    await first.query('select 1')
    await alone.release(first)
    const second = await alone.acquire('second')
    expect(second.inTransaction).toBe(false)
    const { rows } = await second.query(
      `select current_user, current_setting('work_mem') = '9876kB', to_regclass('leftover')::text, pg_backend_pid() > 0`,
    )
    expect(rows).toEqual([['pg_monitor', false, null, true]])
    await alone.release(second)
    await alone.close()
  })

  test('sends what a node queued and left', async () => {
    connection.enqueue('create table s.t (a int)')
    await adapter.release(connection)
    expect(await database.query(`select to_regclass('s.t')::text as t`)).toEqual([{ t: 's.t' }])
    connection = await adapter.acquire('again')
  })
})
