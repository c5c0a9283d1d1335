import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { projectFolder, startTdbt, tdbt } from './support/tdbt.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const sessionsWith = (text: string) =>
  database.query(
    `select pid from pg_stat_activity where datname = current_database() and state = 'active'
       and query like '%${text}%' and pid <> pg_backend_pid()`,
  )

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50)
}

/** A query that never ends in its first round, and gives other rows in its second. */
const endless = (name: string) =>
  `select id + 10 as id from generate_series(1, 3) id, pg_sleep({{ var('seconds') }}) as ${name}`

test.each([
  [
    'a table is built',
    `{{ config(materialized='table') }} ${endless('endless_table')}`,
    'endless_table',
    ['11', '12', '13'],
  ],
  [
    'a fact is merged',
    `{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id',
      incremental_predicates=["(select true from pg_sleep(" ~ var('seconds') ~ ") as endless_merge)"]) }}
    select id from generate_series(2, 4) id`,
    'endless_merge',
    ['1', '2', '3', '4'],
  ],
])(
  'kill -9 while %s leaves the one of before, and the next run is whole',
  async (_what, model, marker, rows) => {
    const { path, remove } = await projectFolder({
      'dbt_project.yml': 'name: killed\nprofile: killed\n',
      'profiles.yml': JSON.stringify({
        killed: { target: 'test', outputs: { test: { ...database.credentials, schema: marker } } },
      }),
      'models/m.sql': model,
    })
    try {
      await database.query(`create schema ${marker}; create table ${marker}.m as select id from generate_series(1, 2) id;
      create view ${marker}.reader as select id from ${marker}.m`)
      const read = async () =>
        (await database.query<{ id: number }>(`select id from ${marker}.reader order by id`)).map(({ id }) =>
          String(id),
        )
      const run = (seconds: number) => [
        'run',
        '--project-dir',
        path,
        '--profiles-dir',
        path,
        '--vars',
        `{seconds: ${seconds}}`,
      ]
      const killed = startTdbt(run(600))
      await until(async () => (await sessionsWith(marker)).length > 0)
      killed.kill('SIGKILL')
      expect((await killed.ended).code).toBeNull()
      expect(await read()).toEqual(['1', '2'])
      // It does not have to wait until the server has finished for nobody.
      const next = await tdbt(run(0))
      expect([next.code, next.stderr]).toEqual([0, ''])
      expect(await read()).toEqual(rows)
      expect(await sessionsWith(marker)).toEqual([])
      expect(
        await database.query(
          `select relname from pg_class where relnamespace = '${marker}'::regnamespace and relkind in ('r', 'v') order by 1`,
        ),
      ).toEqual([{ relname: 'm' }, { relname: 'reader' }])
    } finally {
      remove()
    }
  },
)
