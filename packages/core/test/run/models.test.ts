import { describe, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()

const kinds = `select relname || ' ' || relkind::text from pg_class c
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'v', 'm') order by 1`

describe('views', () => {
  test('are made, and made again', async () => {
    const project = shop({
      'models/a.sql': 'select 1 as id',
      'models/b.sql': "select id + 1 as id from {{ ref('a') }}",
    })
    const first = await project.tdbt('run')
    expect(first.nodes).toEqual(['a: success CREATE VIEW', 'b: success CREATE VIEW'])
    const oids = await project.rows("select 'a'::regclass::oid, 'b'::regclass::oid")
    const again = await project.tdbt('run')
    expect(again.nodes).toEqual(['a: success CREATE VIEW', 'b: success CREATE VIEW'])
    expect(await project.rows('select id from b')).toEqual(['2'])
    // Replaced in place: whatever reads them was not touched.
    expect(await project.rows("select 'a'::regclass::oid, 'b'::regclass::oid")).toEqual(oids)
    expect(project.target('run/shop/models/a.sql').replace(/\s+/g, ' ').trim()).toBe(
      `create or replace view "${database().target.database}"."${project.schema}"."a" as ( select 1 as id );`,
    )
    expect(await project.rows(kinds)).toEqual(['a v', 'b v'])
  })

  test('whose columns change are swapped, and what reads them goes on', async () => {
    const project = shop({ 'models/a.sql': "select 1 as id, 'x' as name, 2 as more" })
    await project.tdbt('run')
    await project.rows(
      'create view mine as select id, name from a; create view mine_too as select name from mine',
    )
    project.write({ 'models/a.sql': "select 'y' as name, 7::bigint as id" })
    expect((await project.tdbt('run')).nodes).toEqual(['a: success CREATE VIEW'])
    expect(await project.rows('select name, id from a')).toEqual(['y|7'])
    expect(await project.rows('select id, name from mine')).toEqual(['7|y'])
    expect(await project.rows('select name from mine_too')).toEqual(['y'])
    expect(await project.rows(kinds)).toEqual(['a v', 'mine v', 'mine_too v'])
  })

  test('lose the rights that the project does not give, and the comments of before', async () => {
    const project = shop({
      'models/a.sql': "{{ config(persist_docs={'relation': true, 'columns': true}) }} select 1 as id, 2 as n",
      'models/m.yml':
        'models: [{name: a, description: all of them, columns: [{name: id, description: the key}, {name: n, description: how many}]}]',
    })
    const comments = `select coalesce(obj_description('a'::regclass), '-'), coalesce(col_description('a'::regclass, 1), '-'),
      coalesce(col_description('a'::regclass, 2), '-')`
    await project.tdbt('run')
    expect(await project.rows(comments)).toEqual(['all of them|the key|how many'])
    await project.rows('grant select on a to public')
    await project.tdbt('run')
    expect(await project.rows("select relacl from pg_class where oid = 'a'::regclass")).toEqual([''])
    project.write({ 'models/m.yml': 'models: [{name: a, columns: [{name: n, description: count}]}]' })
    await project.tdbt('run')
    expect(await project.rows(comments)).toEqual(['-|-|count'])
  })

  test("of a project's own create_view_as are made by it", async () => {
    const project = shop({
      'models/a.sql': 'select 1 as id',
      'macros/mine.sql':
        '{% macro postgres__create_view_as(relation, sql) %}create view {{ relation }} with (security_barrier) as {{ sql }}{% endmacro %}',
    })
    const options = "select reloptions from pg_class where oid = 'a'::regclass"
    await project.tdbt('run')
    expect(await project.rows(options)).toEqual(['["security_barrier=true"]'])
    project.write({ 'models/a.sql': 'select 2 as id' })
    await project.tdbt('run')
    expect(await project.rows(options)).toEqual(['["security_barrier=true"]'])
    expect(await project.rows('select id from a')).toEqual(['2'])
  })
})

describe('tables', () => {
  test('are replaced as a whole, their readers go on', async () => {
    const project = shop({
      'models/t.sql': "{{ config(materialized='table') }} select 1 as id, 'a' as name",
      'models/v.sql': "select name from {{ ref('t') }}",
    })
    expect((await project.tdbt('run')).nodes).toEqual(['t: success SELECT 1', 'v: success CREATE VIEW'])
    await project.rows('create view mine as select id from t')
    project.write({
      'models/t.sql':
        "{{ config(materialized='table') }} select 'b' as name, 2 as id union all select 'c', 3",
    })
    expect((await project.tdbt('run', { select: ['t'] })).nodes).toEqual(['t: success SELECT 2'])
    expect(await project.rows('select * from t')).toEqual(['b|2', 'c|3'])
    expect(await project.rows('select * from v')).toEqual(['b', 'c'])
    expect(await project.rows('select * from mine')).toEqual(['2', '3'])
    expect(await project.rows(kinds)).toEqual(['mine v', 't r', 'v v'])
  })

  test('leave a reader of a column that is gone on the previous version, with a warning that names both', async () => {
    const project = shop({ 'models/t.sql': "{{ config(materialized='table') }} select 1 as id, 'a' as name" })
    await project.tdbt('run')
    await project.rows('create view mine as select name from t')
    project.write({ 'models/t.sql': "{{ config(materialized='table') }} select 2 as id" })
    const { nodes, warnings } = await project.tdbt('run')
    expect(nodes).toEqual(['t: success SELECT 1'])
    expect(warnings).toEqual([
      `${project.schema}.mine still reads the previous ${project.schema}.t, kept as ${project.schema}.t__dbt_backup: column "name" does not exist`,
    ])
    expect(await project.rows('select id from t')).toEqual(['2'])
    expect(await project.rows('select name from mine')).toEqual(['a'])
  })

  test('left by a run that was killed are cleared away', async () => {
    const project = shop({ 'models/t.sql': "{{ config(materialized='table') }} select 1 as id" })
    await project.tdbt('run')
    await project.rows('create table t__dbt_tmp (left_over int)')
    expect((await project.tdbt('run')).nodes).toEqual(['t: success SELECT 1'])
    expect(await project.rows(kinds)).toEqual(['t r'])
  })
})

test('a relation turns from any kind into any other, under its readers', async () => {
  const model = (kind: string, id: number) => ({
    'models/x.sql': `{{ config(materialized='${kind}') }} select ${id} as id`,
  })
  const order = [
    'view',
    'table',
    'materialized_view',
    'view',
    'materialized_view',
    'table',
    'view',
    'incremental',
    'table',
  ]
  const project = shop(model(order[0]!, 0))
  await project.tdbt('run')
  await project.rows('create view mine as select id from x')
  for (const [id, kind] of order.entries()) {
    project.write(model(kind, id))
    const { nodes } = await project.tdbt('run', { fullRefresh: kind === 'incremental' })
    expect(nodes).toEqual([`x: success ${kind === 'view' ? 'CREATE VIEW' : 'SELECT 1'}`])
    expect(await project.rows('select id from mine')).toEqual([String(id)])
    const letter = kind === 'view' ? 'v' : kind === 'materialized_view' ? 'm' : 'r'
    expect(await project.rows(kinds)).toEqual(['mine v', `x ${letter}`])
  }
})

test('ephemeral models become CTEs, each once, before the CTEs of the query itself', async () => {
  const project = shop({
    'models/one.sql': "{{ config(materialized='ephemeral') }}\nselect 1 as id",
    'models/two.sql': "{{ config(materialized='ephemeral') }}\nselect id + 1 as id from {{ ref('one') }}",
    'models/sum.sql':
      "with recursive n as (select 1 as i union all select i + 1 from n where i < 3)\nselect (select sum(i) from n) + a.id + b.id as total from {{ ref('one') }} a, {{ ref('two') }} b",
  })
  expect((await project.tdbt('run')).nodes).toEqual(['sum: success CREATE VIEW'])
  expect(await project.rows('select total from sum')).toEqual(['9'])
  expect(project.target('compiled/shop/models/sum.sql')).toBe(
    `with recursive  __dbt__cte__one as (

select 1 as id
),  __dbt__cte__two as (

select id + 1 as id from __dbt__cte__one
), n as (select 1 as i union all select i + 1 from n where i < 3)
select (select sum(i) from n) + a.id + b.id as total from __dbt__cte__one a, __dbt__cte__two b`,
  )
})

test('--empty builds everything without a row', async () => {
  const project = shop({
    'seeds/s.csv': 'id\n1\n2\n',
    'models/t.sql': "{{ config(materialized='table') }} select id from {{ ref('s') }}",
    'models/e.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
    'models/v.sql': "select count(*) as n from {{ ref('t') }} full join {{ ref('e') }} using (id)",
  })
  await project.tdbt('seed')
  await project.tdbt('run', { empty: true })
  expect(await project.rows('select count(*) from t')).toEqual(['0'])
  expect(await project.rows('select n from v')).toEqual(['0'])
  await project.tdbt('run')
  expect(await project.rows('select count(*) from t')).toEqual(['2'])
})

test('the SQL header goes before what is built, quoted names stay as they are', async () => {
  const project = shop({
    'models/odd.sql': `{{ config(materialized='table', alias='Odd "name"') }}
      {% call set_sql_header(config) %}create temporary table hint as select 'from the header' as text;{% endcall %}
      select text as "Select" from hint`,
  })
  expect((await project.tdbt('run')).nodes).toEqual(['odd: success SELECT 1'])
  expect(await project.rows('select "Select" from "Odd ""name"""')).toEqual(['from the header'])
})

test('the statements of templates are told of, with the comment of queries', async () => {
  const { tdbt } = shop({
    'dbt_project.yml': 'name: shop\nprofile: shop\nquery-comment: from {{ model.name }}\n',
    'models/m.sql': "{% do run_query('select 1 as asked') %} select 1 as id",
  })
  const { events } = await tdbt('run')
  const told = events.flatMap((event) =>
    event.name === 'SQLQuery' && event.connection !== 'master' ? [`${event.connection}: ${event.sql}`] : [],
  )
  expect(told[0]).toBe('model.shop.m: /* from m */\nselect 1 as asked')
  expect(
    told.some((text) => text.startsWith('model.shop.m: /* from m */') && text.includes('create view')),
  ).toBe(true)
})
