import { describe, expect, test } from 'vitest'
import { type Shop, useWarehouse } from '../support/warehouse.js'

const { shop } = useWarehouse()

/** Many runs of one project at the same time, each with connections and a cache of its own. */
async function atOnce(project: Shop, count: number): Promise<readonly string[]> {
  const runs = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      project.tdbt('build', { targetPath: `${project.folder}/target-${index}` }),
    ),
  )
  return [...new Set(runs.flatMap(({ nodes }) => nodes))]
}

/** A hook at which a run waits within its transaction while the gate is closed. */
const atGate = 'select pg_advisory_xact_lock_shared(4711)'

/** Until so many sessions wait for a lock of that kind. */
async function waiting(
  project: Shop,
  locktype: 'advisory' | 'relation' | 'transactionid',
  count: number,
): Promise<void> {
  const deadline = Date.now() + 20_000
  const query = `select count(*) from pg_locks where not granted and locktype = '${locktype}'
    and pid in (select pid from pg_stat_activity where datname = current_database())`
  while (Number((await project.rows(query))[0]) < count) {
    if (Date.now() > deadline) throw new Error(`${count} sessions did not come to wait`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const closeGate = (project: Shop) => project.rows('select pg_advisory_lock(4711)')
const openGate = (project: Shop) => project.rows('select pg_advisory_unlock(4711)')

describe('two runs of one project at once', () => {
  test('build everything for the first time', async () => {
    const project = shop({
      'seeds/s.csv': 'id\n1\n2\n',
      'models/v.sql': "select id from {{ ref('s') }}",
      'models/t.sql':
        "{{ config(materialized='table', indexes=[{'columns': ['id']}]) }} select id from {{ ref('v') }}",
      'models/inc.sql':
        "{{ config(materialized='incremental', unique_key='id') }} select id from {{ ref('t') }}",
      'models/mv.sql': "{{ config(materialized='materialized_view') }} select id from {{ ref('t') }}",
      'models/m.yml':
        'models: [{name: t, columns: [{name: id, data_tests: [{unique: {name: stored, config: {store_failures: true}}}]}]}]',
      'snapshots/h.sql':
        "{% snapshot h %}{{ config(target_schema=target.schema, unique_key='id', strategy='check', check_cols='all') }} select id from {{ ref('t') }}{% endsnapshot %}",
    })
    for (let round = 0; round < 2; round++) {
      const nodes = await atOnce(project, 3)
      expect(nodes.filter((line) => /: (error|skipped|fail)/.test(line))).toEqual([])
      for (const name of ['s', 'v', 't', 'inc', 'mv', 'h']) {
        expect([name, ...(await project.rows(`select id from ${name} order by id`))]).toEqual([
          name,
          '1',
          '2',
        ])
      }
    }
    expect(
      await project.rows(
        "select relname from pg_class where relnamespace = current_schema()::regnamespace and relname like '%\\_\\_dbt%'",
      ),
    ).toEqual([])
  })

  test('add the rows of an incremental model once', async () => {
    const project = shop({
      'models/inc.sql': `{{ config(materialized='incremental', unique_key='id') }}
        select id from generate_series(1, 3) id, pg_sleep(0.2) as slow`,
    })
    for (let round = 0; round < 2; round++) {
      expect((await atOnce(project, 3)).filter((line) => line.includes('error'))).toEqual([])
      expect(await project.rows('select id from inc order by id')).toEqual(['1', '2', '3'])
    }
  })

  test('turn a view into a table', async () => {
    const project = shop({ 'models/m.sql': 'select 1 as id' })
    await project.tdbt('run')
    await project.rows('create view mine as select id from m')
    project.write({
      'models/m.sql': "{{ config(materialized='table') }} select 2 as id from pg_sleep(0.1) as slow",
    })
    expect(await atOnce(project, 3)).toEqual(['m: success SELECT 1'])
    expect(await project.rows('select id from mine')).toEqual(['2'])
  })

  test('read the new rows of a table that the other is about to put in place', async () => {
    const from = (name: string) => `select id from {{ ref('${name}') }}`
    const readers = {
      'models/of_table.sql': `{{ config(materialized='table') }} ${from('t')}`,
      'models/of_view.sql': `{{ config(materialized='table') }} ${from('v')}`,
      'models/inc.sql': `{{ config(materialized='incremental', unique_key='id') }} ${from('t')}`,
      'models/mv.sql': `{{ config(materialized='materialized_view') }} ${from('t')}`,
      'models/mv_of_view.sql': `{{ config(materialized='materialized_view') }} ${from('v')}`,
      'snapshots/h.sql': `{% snapshot h %}{{ config(target_schema=target.schema, unique_key='id', strategy='check', check_cols='all') }} ${from('t')}{% endsnapshot %}`,
    }
    const table = (rows: number) =>
      `{{ config(materialized='table', post_hook='${atGate}') }} select id from generate_series(1, ${rows}) id`
    const project = shop({ 'models/t.sql': table(2), 'models/v.sql': from('t'), ...readers }, { threads: 6 })
    await project.tdbt('build')
    project.write({ 'models/t.sql': table(3) })
    await closeGate(project)
    const swap = project.tdbt('run', { select: ['t'] })
    await waiting(project, 'advisory', 1)
    const reads = project.tdbt('build', {
      exclude: ['t', 'v'],
      targetPath: `${project.folder}/target-of-readers`,
    })
    await waiting(project, 'relation', 6)
    await openGate(project)
    expect((await swap).success).toBe(true)
    expect((await reads).nodes.filter((line) => line.includes('error'))).toEqual([])
    for (const path of Object.keys(readers)) {
      const name = path.replace(/^.*\/|\.sql$/g, '')
      expect([name, ...(await project.rows(`select id from ${name} order by id`))]).toEqual([
        name,
        ...['1', '2', '3'],
      ])
    }
  })

  test('make relations of every kind that neither has seen', async () => {
    const config = (settings: string) =>
      `{{ config(indexes=[{'columns': ['id']}], post_hook='${atGate}', ${settings}) }}`
    const ids = 'select id from generate_series(1, 2) id'
    const kinds = {
      'seeds/s.csv': 'id\n1\n2\n',
      'models/v.sql': `{{ config(post_hook='${atGate}') }} ${ids}`,
      'models/t.sql': `${config("materialized='table'")} ${ids}`,
      'models/inc.sql': `${config("materialized='incremental'")} ${ids} {{ 'where false' if is_incremental() }}`,
      'models/mv.sql': `${config("materialized='materialized_view'")} ${ids}`,
      'snapshots/h.sql': `{% snapshot h %}${config("unique_key='id', strategy='check', check_cols='all'")} ${ids}{% endsnapshot %}`,
    }
    const seedConfig = JSON.stringify({ indexes: [{ columns: ['id'] }], post_hook: atGate })
    const project = shop(
      { ...kinds, 'seeds/s.yml': `seeds: [{name: s, config: ${seedConfig}}]` },
      { threads: 6 },
    )
    await closeGate(project)
    const first = project.tdbt('build')
    await waiting(project, 'advisory', 6)
    const second = project.tdbt('build', { targetPath: `${project.folder}/target-2` }, { id: 'second' })
    await waiting(project, 'advisory', 12)
    await openGate(project)
    for (const { nodes } of [await first, await second]) {
      expect(nodes.filter((line) => !line.includes('success'))).toEqual([])
    }
    for (const path of Object.keys(kinds)) {
      const name = path.replace(/^.*\/|\.\w+$/g, '')
      const indexes = `select count(*) from pg_index where indrelid = '${name}'::regclass`
      expect([
        name,
        ...(await project.rows(`select id from ${name} order by id`)),
        ...(await project.rows(indexes)),
      ]).toEqual([name, '1', '2', name === 'v' ? '0' : '1'])
    }
  })

  test('make the schema at the same time', async () => {
    const project = shop({ 'models/v.sql': 'select 1 as id' })
    await project.rows(`begin; create schema ${project.schema}`)
    const run = project.tdbt('run')
    await waiting(project, 'transactionid', 1)
    await project.rows('commit')
    expect((await run).nodes).toEqual(['v: success CREATE VIEW'])
  })
})
