import { expect, it, onTestFinished } from 'vitest'
import { projectFolder, tdbt } from './support/tdbt.js'

const server = { type: 'postgres', host: 'localhost', user: 'shop', dbname: 'shop', threads: 2 }

/** What is said of the project when it is parsed, which connects to nothing. */
async function refusal(foreign: unknown, models: Readonly<Record<string, string>> = {}): Promise<string> {
  const outputs = {
    warehouse: { ...server, schema: 'marts', foreign_schemas: { staging: foreign } },
    lake: { ...server, schema: 'staging' },
  }
  const project = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\nmodels: {shop: {staging: {+schema: staging}}}\n',
    'profiles.yml': JSON.stringify({ shop: { target: 'warehouse', outputs } }, null, 2),
    'macros/names.sql':
      '{% macro generate_schema_name(custom, node) -%}{{ custom or target.schema }}{%- endmacro %}',
    'models/totals.sql': 'select 1 as id',
    ...models,
  })
  onTestFinished(project.remove)
  const { code, stdout, stderr } = await tdbt(['parse'], { cwd: project.path })
  expect(code).toBe(2)
  return stdout + stderr
}

it('refuses a node in a foreign schema that reads what lives elsewhere', async () => {
  const said = await refusal('lake', {
    'models/staging/back.sql': "select * from {{ ref('passed_on') }}",
    'models/passed_on.sql': "{{ config(materialized='ephemeral') }} select * from {{ ref('totals') }}",
  })
  expect(said).toContain(
    "back is in the schema staging, which lives on the server of the target 'lake'; from there it can't read totals on that of 'warehouse'",
  )
  expect(said).toContain('models/staging/back.sql:1:1')
  expect(said).toContain('code: foreign-read')
})

it.each([
  ['an unknown target', { target: 'lak' }, "names the target 'lak', which is not there"],
  ['the target itself', { target: 'warehouse' }, "'warehouse' is this target itself"],
  ['no target', { target: 3 }, "the foreign schema 'staging' names no target"],
  ['an unknown key', { target: 'lake', bye: 'copy' }, "'bye' is no key of a foreign schema"],
  ['a wrong port', { target: 'lake', port: 'x' }, "'port' must be a whole number from 1 to 65535, not x"],
])('refuses %s', async (_, foreign, message) => {
  const said = await refusal(foreign)
  expect(said).toContain(message)
  expect(said).toMatch(/profiles\.yml:\d+:\d+/)
  expect(said).toContain('code: foreign-schema-not-valid')
})

it('tells of all that is wrong at once', async () => {
  const said = await refusal({ target: 'lake', port: 0, host: 3, bye: 1 })
  expect(said).toContain("'port' must be")
  expect(said).toContain("'host' must be a text, not 3")
  expect(said).toContain("'bye' is no key")
})
