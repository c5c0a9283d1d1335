import { describe, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

/** A model over a table `src` that every round fills anew. */
const model = (config: string, columns = 'id, part, name') => ({
  'models/inc.sql': `{{ config(materialized='incremental', ${config}) }} select ${columns} from {{ target.schema }}.src`,
})

async function rounds(config: string, second: string, columns?: string) {
  const project = shop(model(config, columns))
  await project.rows(`create schema ${project.schema}`)
  await project.rows(
    `create table src (id int, part int, name text); insert into src values (1, 1, 'a'), (2, 1, 'b'), (2, 2, 'c')`,
  )
  expect((await project.tdbt('run')).nodes).toEqual(['inc: success SELECT 3'])
  await project.rows(`truncate src; insert into src values ${second}`)
  const again = await project.tdbt('run')
  return {
    project,
    nodes: again.nodes,
    rows: await project.rows('select * from inc order by id, part, name'),
  }
}

describe('a strategy', () => {
  test('append', async () => {
    const { nodes, rows } = await rounds("incremental_strategy='append'", "(2, 1, 'B'), (3, 1, 'd')")
    expect(nodes).toEqual(['inc: success INSERT 0 2'])
    expect(rows).toEqual(['1|1|a', '2|1|B', '2|1|b', '2|2|c', '3|1|d'])
  })

  test('none at all without a key appends', async () => {
    const { rows } = await rounds('tags=[]', "(1, 1, 'a')")
    expect(rows).toEqual(['1|1|a', '1|1|a', '2|1|b', '2|2|c'])
  })

  test('delete+insert by one key', async () => {
    const { nodes, rows } = await rounds(
      "incremental_strategy='delete+insert', unique_key='id'",
      "(2, 9, 'B'), (3, 1, 'd')",
    )
    expect(nodes).toEqual(['inc: success INSERT 0 2'])
    expect(rows).toEqual(['1|1|a', '2|9|B', '3|1|d'])
  })

  test('delete+insert by several keys, within a predicate', async () => {
    const config = "unique_key=['id', 'part'], incremental_predicates=['DBT_INTERNAL_DEST.part < 2']"
    const { rows } = await rounds(config, "(2, 1, 'B'), (2, 2, 'C')")
    expect(rows).toEqual(['1|1|a', '2|1|B', '2|2|C', '2|2|c'])
  })

  test('merge by one key', async () => {
    const { nodes, rows } = await rounds(
      "incremental_strategy='merge', unique_key='name'",
      "(7, 7, 'b'), (3, 1, 'd')",
    )
    expect(nodes).toEqual(['inc: success MERGE 2'])
    expect(rows).toEqual(['1|1|a', '2|2|c', '3|1|d', '7|7|b'])
  })

  test('merge by several keys, of some columns', async () => {
    const config = "incremental_strategy='merge', unique_key=['id', 'part'], merge_update_columns=['name']"
    const { rows } = await rounds(config, "(2, 1, 'B'), (2, 3, 'd')")
    expect(rows).toEqual(['1|1|a', '2|1|B', '2|2|c', '2|3|d'])
  })

  test('merge without a key adds', async () => {
    const { nodes, rows } = await rounds("incremental_strategy='merge'", "(1, 1, 'a')")
    expect(nodes).toEqual(['inc: success MERGE 1'])
    expect(rows).toEqual(['1|1|a', '1|1|a', '2|1|b', '2|2|c'])
  })

  test('of the project itself', async () => {
    const project = shop({
      ...model("incremental_strategy='mine'"),
      'macros/mine.sql':
        "{% macro get_incremental_mine_sql(arg) %}insert into {{ arg.target_relation }} select id, part, 'mine' from {{ arg.temp_relation }}{% endmacro %}",
    })
    await project.rows(`create schema ${project.schema}`)
    await project.rows("create table src as select 1 as id, 2 as part, 'a' as name")
    await project.tdbt('run')
    await project.tdbt('run')
    expect(await project.rows('select * from inc order by name')).toEqual(['1|2|a', '1|2|mine'])
  })

  test('that there is none of', async () => {
    const project = shop({
      'models/inc.sql':
        "{{ config(materialized='incremental', incremental_strategy='upsert') }} select 1 as id",
    })
    expect((await project.tdbt('run')).nodes).toEqual([
      'inc: error dbt could not find an incremental strategy macro with the name "get_incremental_upsert_sql" in shop',
    ])
  })
})

test('is_incremental, and a full refresh by flag and by config', async () => {
  const project = shop({
    'models/inc.sql': `{{ config(materialized='incremental', unique_key='id') }}
      select {{ '2' if is_incremental() else '1' }} as id`,
    'models/never.sql': `{{ config(materialized='incremental', full_refresh=false) }} select {{ '2' if is_incremental() else '1' }} as id`,
  })
  const rows = () =>
    project.rows("select 'inc', id from inc union all select 'never', id from never order by 1, 2")
  await project.tdbt('run')
  expect(await rows()).toEqual(['inc|1', 'never|1'])
  await project.tdbt('run')
  expect(await rows()).toEqual(['inc|1', 'inc|2', 'never|1', 'never|2'])
  await project.tdbt('run', { fullRefresh: true })
  expect(await rows()).toEqual(['inc|1', 'never|1', 'never|2', 'never|2'])
})

describe('on_schema_change', () => {
  const wider = 'id, name, 5 as size, part::bigint as part'
  async function change(on: string) {
    const project = shop(model(`unique_key='id', on_schema_change='${on}'`))
    await project.rows(`create schema ${project.schema}`)
    await project.rows("create table src (id int, part int, name text); insert into src values (1, 1, 'a')")
    await project.tdbt('run')
    await project.rows('create view mine as select id, part from inc')
    project.write(model(`unique_key='id', on_schema_change='${on}'`, wider))
    await project.rows("insert into src values (2, 2, 'b')")
    const { nodes } = await project.tdbt('run')
    const columns = await project.rows(
      "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'inc'::regclass and attnum > 0 and not attisdropped order by attnum",
    )
    return {
      nodes,
      columns,
      rows: await project.rows('select * from inc order by id'),
      mine: await project.rows('table mine order by id'),
    }
  }

  test('ignore', async () => {
    const { columns, rows } = await change('ignore')
    expect(columns).toEqual(['id|integer', 'part|integer', 'name|text'])
    expect(rows).toEqual(['1|1|a', '2|2|b'])
  })

  test('append_new_columns', async () => {
    const { columns, rows } = await change('append_new_columns')
    expect(columns).toEqual(['id|integer', 'part|integer', 'name|text', 'size|integer'])
    expect(rows).toEqual(['1|1|a|5', '2|2|b|5'])
  })

  test('sync_all_columns changes types under the views that read them', async () => {
    const { columns, rows, mine } = await change('sync_all_columns')
    expect(columns).toEqual(['id|integer', 'part|bigint', 'name|text', 'size|integer'])
    expect(rows).toEqual(['1|1|a|5', '2|2|b|5'])
    expect(mine).toEqual(['1|1', '2|2'])
  })

  test('fail names the columns and changes nothing', async () => {
    const { nodes, rows } = await change('fail')
    expect(nodes[0]).toContain(
      'inc: error The source and target schemas on this incremental model are out of sync!',
    )
    expect(nodes[0]).toContain(
      "Source columns not in target: [PostgresColumn(column='size', dtype='integer', char_size=None, numeric_precision=32, numeric_scale=0)]",
    )
    expect(rows).toEqual(['1|1|a'])
  })
})

test('a text column grows with what is loaded into it', async () => {
  const project = shop({
    'models/inc.sql': "{{ config(materialized='incremental') }} select 'ab'::varchar(2) as word",
  })
  await project.tdbt('run')
  project.write({
    'models/inc.sql': "{{ config(materialized='incremental') }} select 'abcdef'::varchar(6) as word",
  })
  expect((await project.tdbt('run')).nodes).toEqual(['inc: success INSERT 0 1'])
  expect(await project.rows('select word from inc order by 1')).toEqual(['ab', 'abcdef'])
})
