import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Example, openExample } from './support/example.js'
import { expectReadme } from './support/expect-readme.js'

let example: Example
beforeAll(() => {
  example = openExample('every-resource')
})
afterAll(() => {
  example.remove()
})

describe('every kind of resource', () => {
  it('does what the README shows, over two days', () => {
    expectReadme(example)
  }, 180_000)

  it('is in the database as what it is', async () => {
    const sql = `select relname, relkind from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname in ('public', 'desk', 'public_dbt_test__audit') and relkind in ('r', 'v', 'm') order by 1`
    expect(await example.rows(sql)).toEqual([
      ...['books r', 'books_over_time r', 'branches r', 'daily_loans r', 'loans r', 'loans r'],
      ...['loans_rejected r', 'members r', 'members_over_time r', 'overdue v', 'run_log r'],
      ...['section_popularity m', 'stg_loans v', 'uncatalogued_loans r'],
    ])
  })

  it('seeds keep zeros, quotes and names that are words of SQL', async () => {
    expect(await example.rows('select isbn, title from books order by 1')).toEqual([
      '0140449132 Crime and Punishment',
      '0486284735 Pride and Prejudice, annotated',
      '0679720200 The "Stranger"',
    ])
    expect(await example.rows(`select branch, "limit" from branches order by 1`)).toEqual([
      'Harbour 2',
      'North 5',
    ])
  })

  it('incremental models have new and changed rows, and no others', async () => {
    expect(
      await example.rows('select loan_id, returned_at is not null, section_when_lent from loans order by 1'),
    ).toEqual([
      ...['1 t Novels', '2 t Novels', '3 t Essays', '4 f Novels'],
      ...['5 f Unknown', '6 f Essays', '7 f Fiction'],
    ])
    expect(
      await example.rows('select borrowed_on, branch, loan_count from daily_loans order by 1, 2'),
    ).toEqual([
      ...['2024-05-02 North 2', '2024-05-03 Harbour 1', '2024-05-10 Harbour 1'],
      ...['2024-05-11 North 2', '2024-05-22 Harbour 1'],
    ])
  })

  it('the materialized view was refreshed and the view reads the day of the run', async () => {
    expect(await example.rows('select section, loan_count from section_popularity order by 1')).toEqual([
      'Essays 2',
      'Fiction 1',
      'Novels 3',
      'Unknown 1',
    ])
    expect(await example.rows('select loan_id, days_out from overdue order by 1')).toEqual([
      '4 41',
      '5 40',
      '6 40',
      '7 29',
    ])
  })

  it('snapshots have what was before', async () => {
    const members = `select member, books_out, dbt_valid_from, dbt_valid_to
      from members_over_time order by member, dbt_valid_from`
    expect(await example.rows(members)).toEqual([
      'Ada 1 2024-05-11 12:00:00 2024-05-22 10:00:00',
      'Ada 2 2024-05-22 10:00:00 ',
      'Edsger 0 2024-05-04 09:10:00 2024-05-12 08:00:00',
      'Edsger 1 2024-05-12 08:00:00 ',
      'Grace 2 2024-05-10 14:20:00 2024-05-21 17:30:00',
      'Grace 1 2024-05-21 17:30:00 ',
    ])
  })

  it('a test that stores what it finds has it in a table', async () => {
    expect(await example.rows('select from_field from public_dbt_test__audit.uncatalogued_loans')).toEqual([
      '9999999999',
    ])
  })

  it('hooks, comments and the index are there', async () => {
    expect(
      await example.rows(
        "select count(*) as runs, count(distinct ended_at) as times from run_log where node = 'loans'",
      ),
    ).toEqual(['2 2'])
    expect(
      await example.rows("select has_table_privilege('pg_monitor', 'public.members', 'select')"),
    ).toEqual(['t'])
    expect(
      await example.rows(
        "select count(*) from pg_indexes where tablename = 'members' and indexdef like '%UNIQUE%(member)'",
      ),
    ).toEqual(['1'])
    expect(await example.rows("select obj_description('public.loans'::regclass, 'pg_class')")).toEqual([
      expect.stringMatching(/^One book in one member's hands.*stood in\.$/s),
    ])
  })

  it('the singular test warns, and fails above two rows', async () => {
    const branches = example.read('seeds/branches.csv')
    example.write('seeds/branches.csv', branches.replace('Harbour,2024-05-03', 'Harbour,2024-05-04'))
    const warned = example.run('npx tdbt build --select branches no_loan_before_opening')
    expect(warned.output).toContain('WARN 1 no_loan_before_opening')
    expect(warned.status).toBe(0)
    example.write('seeds/branches.csv', branches.replace('Harbour,2024-05-03', 'Harbour,2024-06-01'))
    const failed = example.run('npx tdbt build --select branches no_loan_before_opening')
    expect(failed.output).toContain('FAIL 3 no_loan_before_opening')
    expect(failed.status).toBe(1)
  })

  it('a day without news changes no row of the incremental models', async () => {
    example.write('data/loans.csv', example.read('data/next_day.csv'))
    const { output } = example.run(
      'npx tdbt ingest; npx tdbt run --select loans daily_loans section_popularity',
    )
    expect(output).toContain('OK source desk.loans is loaded already')
    expect(output).toMatch(/OK created sql incremental model public\.loans \.+ \[MERGE 0 in/)
    expect(output).toMatch(/OK created sql incremental model public\.daily_loans \.+ \[INSERT 0 1 in/)
    expect(await example.rows('select count(*) from daily_loans')).toEqual(['5'])
  })

  it('the analysis is compiled, and nothing else happens to it', async () => {
    const { output } = example.run('npx tdbt compile --select busiest_branch')
    expect(output).toContain('from "tdbt"."public"."daily_loans"')
    expect(existsSync(join(example.path, 'target/compiled/library/analyses/busiest_branch.sql'))).toBe(true)
    expect(existsSync(join(example.path, 'target/run/library/analyses'))).toBe(false)
  })
})
