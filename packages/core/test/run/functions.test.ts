import { expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

/** What dbt's cross-database functions give on Postgres, one value each, as text. */
const functions: readonly (readonly [template: string, value: string])[] = [
  ["dbt.any_value('n')", '1'],
  ["dbt.bool_or('n = 2')", 'true'],
  ["dbt.array_append('array[1, 2]', 3)", '{1,2,3}'],
  ["dbt.array_concat('array[1]', 'array[2, 3]')", '{1,2,3}'],
  ['dbt.array_construct([1, 2])', '{1,2}'],
  ["dbt.array_construct([], 'integer')", '{}'],
  ["dbt.cast('1', 'text')", '1'],
  ["dbt.cast_bool_to_text('1 = 1')", 'true'],
  ['dbt.concat(["\'a\'", "\'b\'", "\'c\'"])', 'abc'],
  ['dbt.date(2024, 2, 29)', '2024-02-29'],
  ["dbt.date_trunc('month', \"timestamp '2024-02-29 11:12:13'\")", '2024-02-01 00:00:00'],
  ["dbt.dateadd('month', 1, \"date '2024-01-31'\")", '2024-02-29 00:00:00'],
  ["dbt.dateadd('day', '-1', \"timestamp '2024-03-01 01:00:00'\")", '2024-02-29 01:00:00'],
  ["dbt.datediff(\"'2024-01-01 23:59:59'\", \"'2024-01-02 00:00:00'\", 'day')", '1'],
  ["dbt.datediff(\"'2023-12-31'\", \"'2024-01-01'\", 'year')", '1'],
  ["dbt.datediff(\"'2023-12-31'\", \"'2024-04-01'\", 'quarter')", '2'],
  ["dbt.datediff(\"'2024-01-31'\", \"'2024-03-01'\", 'month')", '2'],
  ["dbt.datediff(\"'2024-01-06'\", \"'2024-01-07'\", 'week')", '1'],
  ["dbt.datediff(\"'2024-01-07'\", \"'2024-01-13'\", 'week')", '0'],
  ["dbt.datediff(\"'2024-01-01 00:59:59'\", \"'2024-01-01 02:00:00'\", 'hour')", '2'],
  ["dbt.datediff(\"'2024-01-01 00:00:59'\", \"'2024-01-01 00:02:00'\", 'minute')", '2'],
  ["dbt.datediff(\"'2024-01-01 00:00:00'\", \"'2023-12-31 23:59:00'\", 'second')", '-60'],
  ['dbt.equals(1, 1)', 'true'],
  ['"\'" ~ dbt.escape_single_quotes("it\'s") ~ "\'"', "it's"],
  ['dbt.hash("\'ab\'")', '187ef4436122d1cc2f40dc2b92f0eba0'],
  ["dbt.last_day(\"date '2024-02-10'\", 'month')", '2024-02-29'],
  ["dbt.last_day(\"date '2024-02-10'\", 'quarter')", '2024-03-31'],
  ["dbt.last_day(\"date '2024-02-10'\", 'year')", '2024-12-31'],
  ['dbt.length("\'abc\'")', '3'],
  ["dbt.listagg('n::text', \"'-'\", 'order by n')", '1-2-3'],
  ["dbt.listagg('n::text', \"'-'\", 'order by n desc', 2)", '3-2'],
  ['dbt.position("\'c\'", "\'abc\'")', '3'],
  ['dbt.replace("\'aXb\'", "\'X\'", "\'-\'")', 'a-b'],
  ['dbt.right("\'abc\'", 2)', 'bc'],
  ["dbt.safe_cast(\"'1'\", 'integer')", '1'],
  ['dbt.split_part("\'a|b|c\'", "\'|\'", 2)', 'b'],
  ['dbt.split_part("\'a|b|c\'", "\'|\'", -1)', 'c'],
  ["dbt.string_literal('x')", 'x'],
  ['dbt.get_powers_of_two(5)', '3'],
  ['"pg_typeof(null::" ~ dbt.type_string() ~ ")"', 'text'],
  ['"pg_typeof(null::" ~ dbt.type_timestamp() ~ ")"', 'timestamp without time zone'],
  ['"pg_typeof(null::" ~ dbt.type_float() ~ ")"', 'double precision'],
  ['"\'" ~ dbt.type_numeric() ~ "\'"', 'numeric(28,6)'],
  ['"pg_typeof(null::" ~ dbt.type_bigint() ~ ")"', 'bigint'],
  ['"pg_typeof(null::" ~ dbt.type_int() ~ ")"', 'integer'],
  ['"pg_typeof(null::" ~ dbt.type_boolean() ~ ")"', 'boolean'],
]

test('the cross-database functions give what they give with dbt', async () => {
  const values = functions.map(([template], index) => `({{ ${template} }})::text as v${index}`)
  const project = shop({
    'models/m.sql': `select ${values.join(',\n  ')}\nfrom generate_series(1, 3) as n`,
  })
  expect((await project.tdbt('run')).nodes).toEqual(['m: success CREATE VIEW'])
  const named = functions.map(([template], index) => [template, `v${index}`] as const)
  const found: string[] = []
  for (const [template, column] of named)
    found.push(`${template} is ${(await project.rows(`select ${column} from m`)).join()}`)
  expect(found).toEqual(functions.map(([template, value]) => `${template} is ${value}`))
})

test('those that are whole queries or parts of one', async () => {
  const project = shop({
    'models/series.sql': '{{ dbt.generate_series(5) }}',
    'models/spine.sql': `{{ dbt.date_spine('day', "date '2024-02-28'", "date '2024-03-02'") }}`,
    'models/sets.sql':
      'select * from (values (1), (2)) a {{ dbt.except() }} (values (2), (3) {{ dbt.intersect() }} select 2)',
    'models/intervals.sql': `select {{ dbt.get_intervals_between("date '2024-01-01'", "date '2024-01-31'", 'day') if execute else 0 }} as n`,
  })
  expect((await project.tdbt('run')).success).toBe(true)
  expect(await project.rows('select generated_number from series')).toEqual(['1', '2', '3', '4', '5'])
  expect(await project.rows('select date_day::date::text from spine')).toEqual([
    '2024-02-28',
    '2024-02-29',
    '2024-03-01',
  ])
  expect(await project.rows('select * from sets')).toEqual(['1'])
  expect(await project.rows('select n from intervals')).toEqual(['30'])
})
