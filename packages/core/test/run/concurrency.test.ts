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
})
