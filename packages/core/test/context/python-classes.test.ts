import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const model = (expression: string): Readonly<Record<string, string>> => ({
  'models/a.sql': `{% set datetime = modules.datetime %}{{ config(alias=(${expression}) ~ '') }}select 1`,
})

// The answers of Python and of dbt's Column.
it.each([
  ['datetime.datetime(2020, 2, 3)', '2020-02-03 00:00:00'],
  ['datetime.datetime(2020, month=2, day=3, hour=4)', '2020-02-03 04:00:00'],
  ['datetime.date(99, 1, 2)', '0099-01-02'],
  ["api.Column('a', 'text').data_type", 'text'],
  ["api.Column('a', dtype='character varying', char_size=3).char_size", '3'],
  ["api.Column('a', 'numeric', none, 5, 2).numeric_scale", '2'],
])('%s is %s', (expression, expected) => {
  expect(parseShop(model(expression)).node('a').alias).toBe(expected)
})

it.each([
  ['datetime.datetime(2020, 2)', "datetime() missing 1 required positional argument: 'day'"],
  ['datetime.date(2020, 2, 30)', 'there is no such date'],
  ['datetime.datetime(2020, 2, 3, 24)', 'there is no such datetime'],
  ['datetime.datetime(2020, 2, 3, microsecond=1000000)', 'there is no such datetime'],
  ["datetime.datetime('a', 1, 1)", 'parts of dates and times are numbers, not str'],
  ['datetime.date(0, 1, 1)', 'date value out of range'],
  ['datetime.date(2020, 1, 1) + datetime.timedelta(weeks=999999)', 'date value out of range'],
  ['datetime.timedelta(days=10 ** 300)', 'a timedelta has at most 999999999 days'],
  ["datetime.datetime.strptime('a', 'b' * 40000)", 'the format of a time is too long'],
  ["modules.re.match('b' * 40000, 'a')", "not a regular expression: 'bbb"],
  ["api.Column('a')", "Column() missing 1 required positional argument: 'dtype'"],
  ["api.Column('a', 'b', materialized='c')", "Column() got an unexpected keyword argument 'materialized'"],
])('%s is an error', (expression, expected) => {
  expect(parseErrors(model(expression)).join('\n')).toContain(expected)
})
