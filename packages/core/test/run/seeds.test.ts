import { expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

const columns = (table: string) =>
  `select attname, format_type(atttypid, atttypmod) from pg_attribute
   where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped order by attnum`

test('types and values as dbt infers them', async () => {
  const project = shop({
    'seeds/s.csv': `﻿id,amount,whole,day,at,ok,name,"quoted, name",zip
1,1.5,1.0,2024-01-02,2024-01-02 03:04:05,true,"says ""hi"", twice",a,00123
2,,2,,2024-01-02 03:04:05,FALSE, padded ,,1
-3,2e3,-7,2024-12-31,,,null,"two
lines",
`,
  })
  expect((await project.tdbt('seed')).nodes).toEqual(['s: success INSERT 3'])
  expect(await project.rows(columns('s'))).toEqual([
    'id|integer',
    'amount|double precision',
    'whole|integer',
    'day|date',
    'at|timestamp without time zone',
    'ok|boolean',
    'name|text',
    'quoted, name|text',
    'zip|integer',
  ])
  expect(
    await project.rows('select to_jsonb(s) - \'quoted, name\', "quoted, name" from s order by id'),
  ).toEqual([
    '{"at":null,"id":-3,"ok":null,"day":"2024-12-31","zip":null,"name":null,"whole":-7,"amount":2000}|two\nlines',
    '{"at":"2024-01-02T03:04:05","id":1,"ok":true,"day":"2024-01-02","zip":123,"name":"says \\"hi\\", twice","whole":1,"amount":1.5}|a',
    '{"at":"2024-01-02T03:04:05","id":2,"ok":false,"day":null,"zip":1,"name":" padded ","whole":2,"amount":null}|',
  ])
})

test('column_types, a delimiter, columns that are not quoted', async () => {
  const project = shop({
    'seeds/s.csv': 'Id;code;price\n1;007;1.25\n2;;3\n',
    'seeds/s.yml':
      "seeds: [{name: s, config: {delimiter: ';', quote_columns: false, column_types: {code: varchar(8), price: 'numeric(10,2)'}}}]",
  })
  await project.tdbt('seed')
  expect(await project.rows(columns('s'))).toEqual([
    'id|integer',
    'code|character varying(8)',
    'price|numeric(10,2)',
  ])
  expect(await project.rows('select id, code, price from s order by 1')).toEqual(['1|007|1.25', '2||3.00'])
})

test('loading again, with other rows and other columns, under the views that read it', async () => {
  const project = shop({ 'seeds/s.csv': 'id,name\n1,a\n' })
  await project.tdbt('seed')
  await project.rows('create view mine as select id, name from s')
  project.write({ 'seeds/s.csv': 'id,name\n2,b\n3,c\n' })
  expect((await project.tdbt('seed')).nodes).toEqual(['s: success INSERT 2'])
  expect(await project.rows('select * from mine order by id')).toEqual(['2|b', '3|c'])
  project.write({ 'seeds/s.csv': 'id,more,name\n4,d,e\n' })
  expect((await project.tdbt('seed')).nodes).toEqual(['s: success INSERT 1'])
  expect(await project.rows('select * from s')).toEqual(['4|d|e'])
  expect(await project.rows('select * from mine')).toEqual(['4|e'])
  project.write({ 'seeds/s.csv': 'id,name\n5,f\n' })
  expect((await project.tdbt('seed', { fullRefresh: true })).nodes).toEqual(['s: success CREATE 1'])
  expect(await project.rows('select * from s')).toEqual(['5|f'])
  expect(await project.rows('select * from mine')).toEqual(['5|f'])
  expect(
    await project.rows(
      'select relname from pg_class where relnamespace = current_schema()::regnamespace order by 1',
    ),
  ).toEqual(['mine', 's'])
})

test('a file without rows, a file with a row too short, and a view of that name', async () => {
  const project = shop({
    'seeds/none.csv': 'id,name\n',
    'seeds/short.csv': 'id,name\n1,a\n2\n',
    'seeds/v.csv': 'id\n1\n',
  })
  await project.rows(`create schema ${project.schema}`)
  await project.rows('create view v as select 1 as id')
  const { nodes, results } = await project.tdbt('seed')
  expect(nodes.map((line) => line.replace(/"[^"]*"\."[^"]*"\./, ''))).toEqual([
    'none: success INSERT 0',
    expect.stringContaining("short: error the seed can't be read: "),
    'v: error Cannot seed to \'"v"\', it is a view',
  ])
  expect(results.find(({ node }) => node.name === 'short')?.error?.place).toEqual({
    file: 'seeds/short.csv',
    line: 3,
    column: 1,
  })
  expect(await project.rows('select * from v')).toEqual(['1'])
})

test('a row that does not fit its declared type changes nothing', async () => {
  const project = shop({
    'seeds/s.csv': 'id\n1\n',
    'seeds/s.yml': 'seeds: [{name: s, config: {column_types: {id: integer}}}]',
  })
  await project.tdbt('seed')
  project.write({ 'seeds/s.csv': 'id\n2\nthree\n' })
  const { nodes } = await project.tdbt('seed')
  expect(nodes[0]).toMatch(/^s: error invalid input syntax for type integer: "three"/)
  expect(await project.rows('select id from s')).toEqual(['1'])
})
