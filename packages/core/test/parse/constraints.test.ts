import { expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const described = (properties: string): Record<string, string> => ({
  'models/m.sql': 'select 1 as id',
  'models/s.yml': `models:\n  - name: m\n    ${properties}\n`,
})

it('constraints that make no sense are told of at their place', () => {
  const wrong = (properties: string): readonly string[] => parseErrors(described(properties))
  expect(wrong('constraints: [{type: uniq}]')).toEqual([
    "Parsing models/s.yml:3:26 a constraint is a mapping whose type is one of check, not_null, unique, primary_key, foreign_key, custom [did you mean 'unique'?]",
  ])
  expect(
    wrong(
      'columns: [{name: a, constraints: [{type: primary_key}]}, {name: b, constraints: [{type: primary_key}]}]',
    ),
  ).toEqual([
    "Parsing models/s.yml:3:14 2 columns of 'm' are its primary key: a, b [write {type: primary_key, columns: [a, b]} under the constraints of the model]",
  ])
  expect(wrong("constraints: [{type: foreign_key, columns: [id], to: 'm2', to_columns: [id]}]")).toEqual([
    "Parsing models/s.yml:3:18 the foreign key of 'm' to m2 names no ref and no source [write to: ref('model'), or to: source('source', 'table')]",
  ])
  expect(wrong('config: {contract: {enforced: true}}')).toEqual([
    "Parsing models/s.yml:2:5 the contract of 'm' is enforced, but none of its columns is described",
  ])
})

it('a view whose constraints can not be enforced is warned about', () => {
  const { warnings } = parseShop(
    described(
      'config: {contract: {enforced: true}}\n    columns: [{name: id, data_type: int, constraints: [{type: not_null}]}]',
    ),
  )
  expect(warnings).toEqual([
    "models/m.sql:1:1: Constraint types are not supported for view materializations and will be ignored.  Set 'warn_unsupported: false' on this constraint to ignore this warning.",
  ])
})
