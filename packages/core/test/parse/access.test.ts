import { expect, it } from 'vitest'
import { parseErrors } from '../support/parse-shop.js'

const groups = 'groups: [{name: fin, owner: {name: Fin}}, {name: ops, owner: {name: Ops}}]\n'

it('a private model is read by its group alone', () => {
  const files = {
    'models/a.sql': "{{ config(group='fin', access='private') }}select 1 as id",
    'models/own.sql': "{{ config(group='fin') }}select * from {{ ref('a') }}",
    'models/other.sql': "{{ config(group='ops') }}select * from {{ ref('a') }}",
    'models/none.sql': "select * from {{ ref('a') }}",
    'models/s.yml': `${groups}models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]
exposures: [{name: e, type: dashboard, owner: {name: x}, depends_on: ["ref('a')"]}]
`,
  }
  expect(parseErrors(files)).toEqual([
    "Parsing models/none.sql:1:22 model.shop.none reads model.shop.a, which is private to the group 'fin'",
    "Parsing models/other.sql:1:47 model.shop.other reads model.shop.a, which is private to the group 'fin'",
    "Parsing models/s.yml:3:76 exposure.shop.e reads model.shop.a, which is private to the group 'fin'",
  ])
})

it('models of a package with restrict-access are read from outside where they are public', () => {
  const files = {
    'dbt_packages/dep/dbt_project.yml': 'name: dep\nrestrict-access: true\n',
    'dbt_packages/dep/models/prot.sql': 'select 1 as id',
    'dbt_packages/dep/models/pub.sql': "{{ config(access='public') }}select * from {{ ref('prot') }}",
    'models/reader.sql': "select * from {{ ref('prot') }}, {{ ref('dep', 'pub') }}",
  }
  expect(parseErrors(files)).toEqual([
    "Parsing models/reader.sql:1:22 model.shop.reader reads model.dep.prot, which is protected to the package 'dep'",
  ])
})

it('an ephemeral model can not be public', () => {
  expect(
    parseErrors({ 'models/a.sql': "{{ config(materialized='ephemeral', access='public') }}select 1" }),
  ).toEqual([
    'Parsing models/a.sql:1:1 a is ephemeral, so that it can not be public [take another materialization, or let it be protected]',
  ])
})
