import { describe, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

const project = (more: Readonly<Record<string, string>>) => {
  const made = shop(more)
  return {
    ...made,
    prepared: made
      .rows(`create schema ${made.schema}`)
      .then(() =>
        made.rows('create table log (n serial, what text, xid text default pg_current_xact_id()::text)'),
      ),
  }
}
const note = (what: string) => `insert into {{ target.schema }}.log (what) values ('${what}')`

describe('hooks of a model', () => {
  test('run around it: those of the transaction within it, the others outside', async () => {
    const made = project({
      'models/m.sql': `{{ config(materialized='table',
        pre_hook=[{'sql': "${note('before')}", 'transaction': false}, "${note('within {{ this.name }}')}", "  "],
        post_hook=["insert into {{ target.schema }}.log (what) select 'rows ' || count(*) from {{ this }}", after_commit("vacuum {{ this }}")]) }}
        select 1 as id`,
    })
    await made.prepared
    expect((await made.tdbt('run')).nodes).toEqual(['m: success SELECT 1'])
    await made.tdbt('run')
    const once = ['before', 'within m', 'rows 1']
    expect(await made.rows('select what from log order by n')).toEqual([...once, ...once])
    expect(await made.rows("select count(distinct xid) from log where what <> 'before'")).toEqual(['2'])
    expect(await made.rows('select count(distinct xid) from log')).toEqual(['4'])
  })

  test('that fail: what the transaction holds is as it was', async () => {
    const made = project({
      'models/m.sql': `{{ config(materialized='table', pre_hook="${note('within')}", post_hook='select nope') }} select 2 as id`,
    })
    await made.prepared
    await made.rows('create table m as select 1 as id')
    const { success, nodes, results } = await made.tdbt('run')
    expect(success).toBe(false)
    expect(nodes).toEqual(['m: error column "nope" does not exist'])
    expect(results[0]?.error?.place?.file).toBe('models/m.sql')
    expect(await made.rows('select id from m')).toEqual(['1'])
    expect(await made.rows('select what from log')).toEqual([])
  })

  test('of the project come before those of the model, and are rendered when they run', async () => {
    const made = project({
      'dbt_project.yml': `name: shop
profile: shop
models:
  +pre-hook: "${note('project {{ this.schema == target.schema }}')}"
  +post-hook: "{{ noted(this, 'post') }}"
`,
      'macros/noted.sql': `{% macro noted(relation, what) %}insert into {{ target.schema }}.log (what) values ('{{ what }} {{ relation.identifier }} {{ model.name }}'){% endmacro %}`,
      'models/m.sql': `{{ config(pre_hook="${note('model')}") }} select 1 as id`,
    })
    await made.prepared
    await made.tdbt('run')
    expect(await made.rows('select what from log order by n')).toEqual(['project True', 'model', 'post m m'])
  })
})

describe('hooks of a run', () => {
  test('run outside a transaction, and the last ones see the results', async () => {
    const made = project({
      'dbt_project.yml': `name: shop
profile: shop
on-run-start: ["${note('start')}", "vacuum {{ target.schema }}.log"]
on-run-end:
  - "{% for r in results %}insert into {{ target.schema }}.log (what) values ('{{ r.node.name }} {{ r.status }} {{ schemas | join }}');{% endfor %}"
  - "{{ noted() }}"
`,
      'macros/noted.sql': `{% macro noted() %}{% do run_query("insert into " ~ target.schema ~ ".log (what) values ('by run_query')") %}{% endmacro %}`,
      'models/a.sql': 'select 1 as id',
      'models/b.sql': 'select nope',
    })
    await made.prepared
    const { success, nodes } = await made.tdbt('run')
    expect(success).toBe(false)
    expect(nodes).toEqual([
      'a: success CREATE VIEW',
      'b: error column "nope" does not exist',
      'shop-on-run-end-0: success shop.on-run-end.0 passed',
      'shop-on-run-end-1: success shop.on-run-end.1 passed',
      'shop-on-run-start-0: success shop.on-run-start.0 passed',
      'shop-on-run-start-1: success shop.on-run-start.1 passed',
    ])
    expect(await made.rows('select what from log order by n')).toEqual([
      'start',
      `a success ${made.schema}`,
      `b error ${made.schema}`,
      'by run_query',
    ])
    expect(made.target('compiled/shop/dbt_project.yml/hooks/shop-on-run-start-0.sql')).toBe(
      `insert into ${made.schema}.log (what) values ('start')`,
    )
  })

  describe('at its start, when one fails', () => {
    const failingHook = (more: string) =>
      shop({
        'dbt_project.yml': `name: shop\nprofile: shop\non-run-start: [select nope, select 1]\non-run-end: select 1\n${more}`,
        'models/a.sql': 'select 1 as id',
      })
    const ofHooks = [
      'shop-on-run-end-0: success shop.on-run-end.0 passed',
      'shop-on-run-start-0: error column "nope" does not exist',
      'shop-on-run-start-1: skipped shop.on-run-start.1 skipped',
    ]

    test('the hooks behind it are skipped, and the nodes run', async () => {
      const made = failingHook('')
      const { success, nodes, events } = await made.tdbt('run')
      expect(success).toBe(false)
      expect(nodes).toEqual(['a: success CREATE VIEW', ...ofHooks])
      expect(
        events.flatMap((event) =>
          event.name === 'LogHookEnd' ? [`${event.index} ${event.when} ${event.status}`] : [],
        ),
      ).toEqual(['1 on-run-start ERROR', '2 on-run-start SKIP', '1 on-run-end OK'])
      expect(await made.rows('select id from a')).toEqual(['1'])
    })

    test('nothing is run where the project has skip_nodes_if_on_run_start_fails', async () => {
      const made = failingHook('flags: {skip_nodes_if_on_run_start_fails: true}\n')
      const { success, nodes, results, events } = await made.tdbt('run')
      expect(success).toBe(false)
      expect(nodes).toEqual(['a: skipped', ...ofHooks])
      expect(results.find(({ node }) => node.name === 'a')?.skippedBecause).toBe(
        'an on-run-start hook failed',
      )
      expect(events.find(({ name }) => name === 'LogNodeResult')).toMatchObject({
        result: { status: 'skipped' },
        index: 1,
        total: 1,
      })
      expect(await made.rows("select to_regclass('a')")).toEqual([''])
    })
  })
})

describe('what a hook reads', () => {
  const withHook = (hook: string) => ({
    'models/first.sql': 'select 1 as id',
    'models/m.sql': `{{ config(${hook}) }} select 1 as id`,
  })

  test('is built before the node, without a mention in its own text', async () => {
    const made = project(
      withHook(
        `pre_hook="insert into {{ target.schema }}.log (what) select 'rows ' || count(*) from {{ ref('first') }}"`,
      ),
    )
    await made.prepared
    expect((await made.tdbt('run')).nodes).toEqual(['first: success CREATE VIEW', 'm: success CREATE VIEW'])
    expect(await made.rows('select what from log')).toEqual(['rows 1'])
  })

  test('must be there, and a seed reads nothing', async () => {
    const missing = shop(withHook(`post_hook="select * from {{ ref('nope') }}"`))
    await expect(missing.tdbt('run')).rejects.toMatchObject({ code: 'ref-not-found' })
    const seed = shop({
      'dbt_project.yml': `name: shop\nprofile: shop\nseeds: {+post-hook: "select * from {{ ref('first') }}"}\n`,
      'models/first.sql': 'select 1 as id',
      'seeds/s.csv': 'id\n1\n',
    })
    await expect(seed.tdbt('run')).rejects.toMatchObject({
      code: 'seed-reads',
      place: { file: 'dbt_project.yml', line: 3 },
    })
  })

  test('can be set by one of its two names', async () => {
    const twice = shop(withHook(`pre_hook='select 1', **{'pre-hook': 'select 2'}`))
    await expect(twice.tdbt('run')).rejects.toMatchObject({ code: 'hook-twice' })
  })
})

test('a hook at the start that can not be rendered ends the command', async () => {
  const made = shop({
    'dbt_project.yml': `name: shop\nprofile: shop\non-run-start: "{% do run_query('select nope') %}"\n`,
    'models/a.sql': 'select 1 as id',
  })
  await expect(made.tdbt('run')).rejects.toMatchObject({ place: { file: 'dbt_project.yml', line: 3 } })
  expect(await made.rows("select to_regclass('a')")).toEqual([''])
})

test('thread_id is the worker that runs a node, and the main thread in hooks of a run', async () => {
  const made = project({
    'dbt_project.yml': `name: shop\nprofile: shop\non-run-end: "insert into {{ target.schema }}.log (what) values ('{{ thread_id }}')"\n`,
    'models/m.sql': `{{ config(pre_hook="insert into {{ target.schema }}.log (what) values ('{{ thread_id }}')") }} select 1 as id`,
  })
  await made.prepared
  await made.tdbt('run')
  expect(await made.rows('select what from log order by n')).toEqual(['Thread-1 (worker)', 'MainThread'])
})
