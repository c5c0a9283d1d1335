import { type Adapter, type Connection, createRelation } from '@tdbt/adapter-api'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../../src/index.js'

let database: TestDatabase
let adapter: Adapter
let connection: Connection

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
  connection = await adapter.acquire('test')
})
afterAll(async () => {
  await adapter.close()
  await database.drop()
})
beforeEach(async () => {
  await database.query(`drop view if exists v cascade; create view v as select 1 as id;
    comment on view v is 'old'; comment on column v.id is 'old'; create view reader as select id from v`)
})

const view = createRelation({ database: null, schema: 'public', identifier: 'v' }, { type: 'view' })
const replace = async (sql: string) => {
  connection.begin()
  return adapter.relations.replaceView(connection, view, sql)
}

test('gives a view a new query under its readers, without the comments of the old one', async () => {
  const result = await replace('create or replace view public.v as select 2 as id, 3 as more')
  await connection.commit()
  expect(result?.tag).toBe('CREATE VIEW')
  expect(
    await database.query(
      "select v.*, reader.id as read, obj_description('v'::regclass) a, col_description('v'::regclass, 1) b from v, reader",
    ),
  ).toEqual([{ id: 2, more: 3, read: 2, a: null, b: null }])
})

test('changes nothing where the columns forbid it, and the transaction goes on', async () => {
  expect(await replace("create or replace view public.v as select 'x' as name")).toBeNull()
  await connection.query('create view other as select 4 as id')
  await connection.commit()
  expect(await database.query('select v.id, other.id as other from v, other; ')).toEqual([
    { id: 1, other: 4 },
  ])
  await database.query('drop view other')
})

test('leaves a view that somebody holds to a swap, and the lock_timeout as it was', async () => {
  const holder = await database.connect()
  await holder.query('begin; select * from v')
  expect(await replace('create or replace view public.v as select 2 as id')).toBeNull()
  expect((await connection.query('show lock_timeout')).rows).toEqual([['0']])
  await connection.rollback()
  await holder.query('rollback')
  expect((await replace('create or replace view public.v as select 2 as id'))?.tag).toBe('CREATE VIEW')
  expect((await connection.query('show lock_timeout')).rows).toEqual([['0']])
  await connection.rollback()
})

test('throws what is wrong with the query', async () => {
  await expect(replace('create or replace view public.v as select nope')).rejects.toThrow(
    'column "nope" does not exist',
  )
  await connection.rollback()
})

test('a view with rights or settings of its own is not plain', async () => {
  await database.query(
    'create view granted as select 1 as id; grant select on granted to public; create view safe with (security_barrier) as select 1 as id',
  )
  const plain = (await adapter.introspector.listRelations(connection, ['public'])).map(
    ({ identifier, isPlainView }) => `${identifier} ${isPlainView ?? false}`,
  )
  expect(plain).toEqual(['granted false', 'reader true', 'safe false', 'v true'])
})
