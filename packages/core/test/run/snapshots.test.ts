import { describe, expect, test } from 'vitest'
import { type Shop, useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

const snapshotOf = (config: string) => ({
  'snapshots/snap.sql': `{% snapshot snap %}{{ config(target_schema=target.schema, ${config}) }} select * from {{ target.schema }}.src{% endsnapshot %}`,
})

async function start(config: string): Promise<Shop> {
  const project = shop(snapshotOf(config))
  await project.rows(`create schema ${project.schema}`)
  await project.rows(
    "create table src (id int, part int, name text, at timestamp); insert into src values (1, 1, 'a', '2024-01-01'), (2, 1, 'b', '2024-01-02')",
  )
  expect((await project.tdbt('snapshot')).nodes).toEqual(['snap: success SELECT 2'])
  return project
}

test('timestamp: a changed row ends its version and begins another', async () => {
  const project = await start("unique_key='id', strategy='timestamp', updated_at='at'")
  await project.rows(
    "update src set name = 'B', at = '2024-02-02' where id = 2; insert into src values (3, 1, 'c', '2024-02-03')",
  )
  expect((await project.tdbt('snapshot')).nodes).toEqual(['snap: success INSERT 0 2'])
  expect((await project.tdbt('snapshot')).nodes).toEqual(['snap: success INSERT 0 0'])
  expect(
    await project.rows(
      'select id, name, dbt_valid_from::date::text, dbt_valid_to::date::text, dbt_updated_at::date::text from snap order by 1, 3',
    ),
  ).toEqual([
    '1|a|2024-01-01||2024-01-01',
    '2|b|2024-01-02|2024-02-02|2024-01-02',
    '2|B|2024-02-02||2024-02-02',
    '3|c|2024-02-03||2024-02-03',
  ])
  // The hash that existing snapshots hold.
  expect(
    await project.rows("select dbt_scd_id = md5('1|2024-01-01 00:00:00') from snap where id = 1"),
  ).toEqual(['true'])
})

test('check: some columns, all columns, a key of several', async () => {
  const project = await start("unique_key=['id', 'part'], strategy='check', check_cols=['name']")
  await project.rows("update src set at = '2024-05-05' where id = 1; update src set name = null where id = 2")
  expect((await project.tdbt('snapshot')).nodes).toEqual(['snap: success INSERT 0 1'])
  expect(await project.rows('select id, name, dbt_valid_to is null as now from snap order by 1, 3')).toEqual([
    '1|a|true',
    '2|b|false',
    '2||true',
  ])
  project.write(snapshotOf("unique_key=['id', 'part'], strategy='check', check_cols='all'"))
  await project.rows('alter table src add more int default 7')
  expect((await project.tdbt('snapshot')).nodes).toEqual(['snap: success INSERT 0 2'])
  expect(await project.rows('select id, more from snap where dbt_valid_to is null order by 1')).toEqual([
    '1|7',
    '2|7',
  ])
})

describe('rows that are gone', () => {
  const gone = async (hardDeletes: string) => {
    const project = await start(
      `unique_key='id', strategy='timestamp', updated_at='at', hard_deletes='${hardDeletes}'`,
    )
    await project.rows('delete from src where id = 2')
    const { nodes } = await project.tdbt('snapshot')
    await project.tdbt('snapshot')
    return { project, nodes }
  }

  test('stay', async () => {
    const { project, nodes } = await gone('ignore')
    expect(nodes).toEqual(['snap: success INSERT 0 0'])
    expect(await project.rows('select id, dbt_valid_to is null from snap order by 1')).toEqual([
      '1|true',
      '2|true',
    ])
  })

  test('end', async () => {
    const { project } = await gone('invalidate')
    expect(await project.rows('select id, dbt_valid_to is null from snap order by 1')).toEqual([
      '1|true',
      '2|false',
    ])
  })

  test('get a version that says so, and another when they come back', async () => {
    const { project } = await gone('new_record')
    const rows = () =>
      project.rows(
        'select id, name, dbt_is_deleted, dbt_valid_to is null from snap order by id, dbt_valid_from',
      )
    expect(await rows()).toEqual(['1|a|False|true', '2|b|False|false', '2|b|True|true'])
    await project.rows("insert into src values (2, 1, 'b', now() + interval '1 hour')")
    await project.tdbt('snapshot')
    expect(await rows()).toEqual(['1|a|False|true', '2|b|False|false', '2|b|True|false', '2|b|False|true'])
  })
})

test('renamed columns, and a value for what is current', async () => {
  const project = await start(
    `unique_key='id', strategy='timestamp', updated_at='at', dbt_valid_to_current="'9999-12-31'::timestamp",
     snapshot_meta_column_names={'dbt_valid_from': 'since', 'dbt_valid_to': 'until', 'dbt_scd_id': 'version', 'dbt_updated_at': 'seen'}`,
  )
  await project.rows("update src set name = 'B', at = '2024-02-02' where id = 2")
  await project.tdbt('snapshot')
  expect(
    await project.rows('select id, since::date::text, until::date::text from snap order by 1, 2'),
  ).toEqual(['1|2024-01-01|9999-12-31', '2|2024-01-02|2024-02-02', '2|2024-02-02|9999-12-31'])
})

test('a table that no snapshot made is refused', async () => {
  const project = shop(snapshotOf("unique_key='id', strategy='timestamp', updated_at='at'"))
  await project.rows(`create schema ${project.schema}`)
  await project.rows(
    'create table src as select 1 as id, now()::timestamp as at; create table snap as select 1 as id',
  )
  const { results } = await project.tdbt('snapshot')
  expect(results[0]?.message).toContain(
    'Snapshot target is missing configured columns (missing "dbt_scd_id", "dbt_valid_from", "dbt_valid_to")',
  )
})
