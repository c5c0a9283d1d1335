import { expect, test } from 'vitest'
import { endsTransaction, leavesSessionState } from '../src/statement-texts.js'

test.each([
  ['commit', true],
  ['select 1;\n  COMMIT;', true],
  ['-- bye\nend', true],
  ['end transaction', true],
  ['rollback', true],
  ['rollback and chain', true],
  ['prepare transaction $$x$$', true],
  ['rollback to savepoint s', false],
  ['rollback work to s', false],
  ['create table t as select case when a then b\nend as c from d', false],
  ['do $$ begin\n  loop\n exit;\n end loop;\nend$$', false],
  ['select committed, ending from t', false],
])('%j ends a transaction: %s', (sql, ends) => {
  expect(endsTransaction(sql)).toBe(ends)
})

test.each([
  [`set work_mem to '1GB'`, true],
  [`begin; set search_path to a`, true],
  ['create temporary table t (a int)', true],
  [`select set_config('a.b', 'c', false)`, true],
  ['select pg_advisory_lock(1)', true],
  ['declare c cursor with hold for select 1', true],
  [`set local work_mem to '1GB'`, false],
  [`select set_config('a.b', 'c', true)`, false],
  ['select pg_advisory_xact_lock(1)', false],
  ['update t set a = 1', false],
  ['create table t as select 1', false],
])('%j leaves something in its session: %s', (sql, leaves) => {
  expect(leavesSessionState(sql)).toBe(leaves)
})
