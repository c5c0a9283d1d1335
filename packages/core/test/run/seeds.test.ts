import { expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop, database } = useWarehouse()

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

test('a file without rows, a file with a row too long, and a view of that name', async () => {
  const project = shop({
    'seeds/none.csv': 'id,name\n',
    'seeds/long.csv': 'id,name\n1,a\n2,b,\n',
    'seeds/v.csv': 'id\n1\n',
  })
  await project.rows(`create schema ${project.schema}`)
  await project.rows('create view v as select 1 as id')
  const { nodes, results } = await project.tdbt('seed')
  expect(nodes.map((line) => line.replace(/"[^"]*"\."[^"]*"\./, ''))).toEqual([
    "long: error the seed can't be read: this row has 3 values, and the header 2",
    'none: success INSERT 0',
    'v: error Cannot seed to \'"v"\', it is a view',
  ])
  expect(results.find(({ node }) => node.name === 'long')?.error?.place).toEqual({
    file: 'seeds/long.csv',
    line: 3,
    column: 1,
  })
  expect(await project.rows(columns('none'))).toEqual(['id|integer', 'name|integer'])
  expect(await project.rows('select * from v')).toEqual(['1'])
})

test('rows with less values than the header, and empty lines', async () => {
  const project = shop({
    'seeds/s.csv': '\ufeffid,name,at\r\n1,"two\r\nlines"\r\n2,b,2024-01-02\r\n\r\n3\r\n\r\n',
  })
  const { nodes, warnings } = await project.tdbt('seed')
  expect(nodes).toEqual(['s: success INSERT 5'])
  expect(warnings).toEqual([
    'seeds/s.csv:2: this row has 2 values, and the header 3: what is missing is null; so it is with 3 more',
  ])
  expect(await project.rows(columns('s'))).toEqual(['id|integer', 'name|text', 'at|date'])
  expect(await project.rows('select id, name, at::text from s order by ctid')).toEqual([
    '1|two\nlines|',
    '2|b|2024-01-02',
    '||',
    '3||',
    '||',
  ])
  project.write({ 'seeds/s.csv': 'id,name,at\n1,a,2024-01-02\n\n' })
  expect((await project.tdbt('seed')).warnings).toEqual([
    'seeds/s.csv:3: this line is empty, and loaded as a row of nulls',
  ])
  const warnErrorOptions = { error: ['SeedReadOtherwise'], warn: [], silence: [] }
  const { results } = await project.tdbt('seed', { warnErrorOptions })
  expect(results[0]?.error).toMatchObject({
    code: 'warning-as-error',
    place: { file: 'seeds/s.csv', line: 3 },
    source: 'id,name,at\n1,a,2024-01-02\n\n',
  })
})

test('names that a header gives twice or not at all', async () => {
  const project = shop({
    'seeds/twice.csv': 'a,a,A,a,a_2\n1,007,3,4,5\n',
    'seeds/twice.yml': 'seeds: [{name: twice, config: {column_types: {a_2: text}}}]',
    'seeds/letters.csv': 'b,,x, ,\n1,2,3,4,5\n',
    'seeds/headless.csv': '\n1,x\n2,y\n',
    'seeds/many.csv': `${','.repeat(27)}\n${'1,'.repeat(27)}1\n`,
  })
  const { nodes, warnings } = await project.tdbt('seed')
  expect(nodes).toEqual([
    'headless: success INSERT 2',
    'letters: success INSERT 1',
    'many: success INSERT 1',
    'twice: success INSERT 1',
  ])
  expect(await project.rows('select to_jsonb(twice) from twice')).toEqual([
    '{"A":3,"a":1,"a_2":"007","a_3":4,"a_2_2":5}',
  ])
  expect(await project.rows('select to_jsonb(letters) from letters')).toEqual([
    '{" ":4,"b":1,"e":5,"x":3,"b_2":2}',
  ])
  expect(await project.rows('select a, b from headless order by ctid')).toEqual(['1|x', '2|y'])
  expect(await project.rows('select z, aa, bb from many')).toEqual(['1|1|1'])
  expect(warnings.filter((text) => !text.includes('many')).sort()).toEqual([
    "seeds/headless.csv:1: the header does not give every column a name of its own: column 1 is called 'a', column 2 is called 'b'",
    "seeds/letters.csv:1: the header does not give every column a name of its own: column 2 is called 'b_2', column 5 is called 'e'",
    "seeds/twice.csv:1: the header does not give every column a name of its own: column 2 is called 'a_2', column 4 is called 'a_3', column 5 is called 'a_2_2'",
  ])
})

test('quotes that do not hold a value together are part of it', async () => {
  const project = shop({
    'seeds/s.csv': 'id,size\n1,5" pipe\n2, "x"\n3,"Chi"le\n4,"a"b"c"\n5,""\n6,"say ""hi""" \n7,"""q"""\n',
  })
  const { nodes, warnings } = await project.tdbt('seed')
  expect([...nodes, ...warnings]).toEqual(['s: success INSERT 7'])
  expect(await project.rows('select size from s order by id')).toEqual([
    '5" pipe',
    ' "x"',
    'Chile',
    'ab"c"',
    '',
    'say "hi" ',
    '"q"',
  ])
})

test('lines that end in every way', async () => {
  const project = shop({ 'seeds/s.csv': 'id,name\r\n1,"a\rb\r\nc"\n2,d\r3,e' })
  expect((await project.tdbt('seed')).nodes).toEqual(['s: success INSERT 3'])
  expect(await project.rows('select * from s order by id')).toEqual(['1|a\nb\nc', '2|d', '3|e'])
})

test("times with a zone, on the session's clock", async () => {
  const project = shop({
    'seeds/s.csv':
      'at,said\n2024-07-02T03:04:05Z,2024-07-02 03:04:05+00:00\n2024-01-02T03:04:05.5+05:30,\n2024-07-02T03:04:05,\n,\n',
  })
  const name = database().target.database
  await project.rows(`alter database "${name}" set timezone = 'America/New_York'`)
  try {
    expect((await project.tdbt('seed')).nodes).toEqual(['s: success INSERT 4'])
  } finally {
    await project.rows(`alter database "${name}" reset timezone`)
  }
  expect(await project.rows(columns('s'))).toEqual(['at|timestamp without time zone', 'said|text'])
  expect(await project.rows('select at::text, said from s order by ctid')).toEqual([
    '2024-07-01 23:04:05|2024-07-02 03:04:05+00:00',
    '2024-01-01 16:34:05.5|',
    '2024-07-02 03:04:05|',
    '|',
  ])
})

test('a zone that no clock has, and what is no number in a column of whole ones, at their places', async () => {
  const project = shop({
    'seeds/zone.csv': 'id,at\n1,2024-01-02T03:04:05Z\n2,2024-01-02T03:04:05+23:59\n',
    'seeds/whole.csv': 'id,n\n1,1\n2,NaN\n',
    'seeds/more.csv': 'id,n\n1,1e27\n2,0.5\n',
  })
  const { nodes, results } = await project.tdbt('seed')
  expect(nodes).toEqual([
    'more: error value "1000000000000000000000000000" is out of range for type integer',
    'whole: error invalid input syntax for type integer: "NaN"',
    'zone: error time zone displacement out of range: "2024-01-02 03:04:05+23:59"',
  ])
  expect(results.map(({ error }) => [error?.place, error?.hint?.split(',')[0]])).toEqual(
    expect.arrayContaining([
      [{ file: 'seeds/whole.csv', line: 3, column: 3 }, 'correct the value'],
      [{ file: 'seeds/zone.csv', line: 3, column: 3 }, 'correct the value'],
    ]),
  )
})

test('types of columns that the file does not have', async () => {
  const project = shop({
    'seeds/s.csv': 'ID,zip\n1,007\n',
    'seeds/s.yml': `seeds:
  - name: s
    config:
      column_types: {id: bigint, zip: text, street: text}
`,
  })
  const { nodes, warnings } = await project.tdbt('seed')
  expect(nodes).toEqual(['s: success INSERT 1'])
  expect(await project.rows(columns('s'))).toEqual(['ID|integer', 'zip|text'])
  expect(warnings).toEqual([
    "seeds/s.yml:4:7: seeds/s.csv has no column 'id', whose type column_types declares; did you mean 'ID'?",
    "seeds/s.yml:4:7: seeds/s.csv has no column 'street', whose type column_types declares",
  ])
})

test('delimiters', async () => {
  const project = shop({
    'seeds/tabbed.csv': 'id\tname\n1\t"a\tb"\n',
    'seeds/smiles.csv': 'id😀name\n1😀x,y\n',
    'seeds/two.csv': 'id\tname\n1\ta\n',
    'seeds/s.yml': `seeds:
  - {name: tabbed, config: {delimiter: "\\t"}}
  - {name: smiles, config: {delimiter: 😀}}
  - {name: two, config: {delimiter: '\\t'}}
`,
  })
  const { nodes, results } = await project.tdbt('seed')
  expect(nodes).toEqual([
    'smiles: success INSERT 1',
    'tabbed: success INSERT 1',
    'two: error the config \'delimiter\' of two must be one character, not "\\\\t"',
  ])
  expect(results.find(({ node }) => node.name === 'two')?.error?.place).toMatchObject({
    file: 'seeds/s.yml',
    line: 4,
  })
  expect(await project.rows('select * from tabbed, smiles')).toEqual(['1|a\tb|1|x,y'])
})

test('a value that does not fit the type that the table was made with', async () => {
  const project = shop({ 'seeds/s.csv': 'id\n1\n' })
  await project.tdbt('seed')
  project.write({ 'seeds/s.csv': 'id\n2\n2.5\n' })
  const { nodes, results } = await project.tdbt('seed')
  expect(nodes).toEqual(['s: error invalid input syntax for type integer: "2.5"'])
  expect(results[0]?.error).toMatchObject({
    place: { file: 'seeds/s.csv', line: 3 },
    hint: expect.stringContaining('a table that is there keeps its types until --full-refresh'),
  })
  expect(await project.rows('select id from s')).toEqual(['1'])
  expect((await project.tdbt('seed', { fullRefresh: true })).nodes).toEqual(['s: success CREATE 2'])
  expect(await project.rows('select id from s order by 1')).toEqual(['2', '2.5'])
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
