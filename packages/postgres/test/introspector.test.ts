import { type Adapter, type Connection, createRelation } from '@tdbt/adapter-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../src/index.js'

let database: TestDatabase
let adapter: Adapter
let connection: Connection

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
  connection = await adapter.acquire('test')
  await database.query(`
    create schema s;
    create schema "Odd ""schema""";
    create type s.mood as enum ('ok');
    create domain s.short as varchar(5);
    create table s.t (
      i int, "Big" bigint, v varchar(10), c char(3), t text, n numeric(9, 2), n0 numeric, f float8, b boolean, d date,
      ts timestamp, tz timestamp(3) with time zone, a int[], na numeric(5, 1)[], m s.mood, ms s.mood[], dm s.short,
      j jsonb, gone int, u uuid);
    alter table s.t drop column gone;
    create view s.v as select i, n from s.t;
    create materialized view s.m as select v from s.t;
    create table s.p (i int) partition by list (i);
    create extension if not exists file_fdw;
    create server files foreign data wrapper file_fdw;
    create foreign table s.f (a text) server files options (filename '/nowhere');
    create table "Odd ""schema"""."t'1" (a int)`)
})

afterAll(async () => {
  await adapter.release(connection)
  await adapter.close()
  await database.drop()
})

const relation = (identifier: string, schema: string | null = 's') =>
  createRelation({ database: null, schema, identifier })

test('relations of all schemas asked for, of every kind', async () => {
  const relations = await adapter.introspector.listRelations(connection, ['s', 'Odd "schema"', 'nowhere'])
  expect(relations.map(({ schema, identifier, type }) => [schema, identifier, type])).toEqual([
    ['Odd "schema"', "t'1", 'table'],
    ['s', 'f', 'foreign'],
    ['s', 'm', 'materialized_view'],
    ['s', 'p', 'table'],
    ['s', 't', 'table'],
    ['s', 'v', 'view'],
  ])
  expect(relations[0]!.database).toBe(database.target.database)
  expect(await adapter.introspector.listRelations(connection, [])).toEqual([])
})

test('schemas', async () => {
  expect(await adapter.introspector.listSchemas(connection)).toEqual(
    expect.arrayContaining(['s', 'Odd "schema"', 'public', 'information_schema']),
  )
})

test('columns as information_schema describes them, in the order of the table', async () => {
  const columns = await adapter.introspector.columns(connection, relation('t'))
  const expected = await database.query<Record<string, unknown>>(`
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from information_schema.columns where table_schema = 's' and table_name = 't' order by ordinal_position`)
  expect(columns.map((it) => [it.name, it.dtype, it.charSize, it.numericPrecision, it.numericScale])).toEqual(
    expected.map((row) => Object.values(row)),
  )
  expect(columns).toHaveLength(19)
})

test('columns of a materialized view, of odd names, of a temporary table, and of nothing', async () => {
  const names = async (...path: Parameters<typeof relation>) =>
    (await adapter.introspector.columns(connection, relation(...path))).map(({ name }) => name)
  await connection.query('create temporary table passing (x int)')
  expect(await names('m')).toEqual(['v'])
  expect(await names("t'1", 'Odd "schema"')).toEqual(['a'])
  expect(await names('passing', null)).toEqual(['x'])
  expect(await names('none')).toEqual([])
})

test('columns of a result have the types by which dbt compares contracts', async () => {
  const typesOf = async (sql: string) =>
    adapter.introspector
      .resultColumns(await connection.query(sql))
      .map(({ name, dtype }) => `${name} ${dtype}`)
  const sql = `select 1::smallint as a, 1::bigint as b, 1.5::numeric(4, 1) as c, 'x'::varchar(3) as d, now() as e,
    array['x'] as f, gen_random_uuid() as g, null as h`
  expect(await typesOf(sql)).toEqual([
    'a INTEGER',
    'b LONGINTEGER',
    'c DECIMAL',
    'd TEXT',
    'e DATETIMETZ',
    'f STRINGARRAY',
    'g unknown type_code 2950',
    'h TEXT',
  ])
  expect(await typesOf('select')).toEqual([])
})

test('a table can be made from the types of its columns', async () => {
  const { quoteIdentifier } = adapter.dialect
  const columns = await adapter.introspector.columns(connection, relation('t'))
  const definitions = columns.map((column) => `${quoteIdentifier(column.name)} ${column.definition}`)
  await connection.query(`create table s.copy (${definitions.join(', ')})`)
  const copied = await adapter.introspector.columns(connection, relation('copy'))
  const types = (list: typeof columns) => list.map((column) => `${column.name} ${column.definition}`)
  expect(types(copied)).toEqual(types(columns))
})
