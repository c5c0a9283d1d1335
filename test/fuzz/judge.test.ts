import { describe, expect, test } from 'vitest'
import type { CallOutcome, ResultRecord } from './evidence.js'
import { type Evidence, judge } from './judge.js'
import { secret } from './server.js'
import type { RelationState, WarehouseState } from './warehouse.js'

const name = '"shop"."items"'
const table: RelationState = {
  schema: 'shop',
  name: 'items',
  kind: 'r',
  definition: null,
  rows: 3,
  content: 'of batch 1',
}
const view: RelationState = {
  ...{ schema: 'shop', name: 'shelf', kind: 'v', definition: 'select 1', rows: null, content: null },
}
const result: ResultRecord = {
  uniqueId: 'model.shop.items',
  status: 'success',
  message: 'SELECT 3',
  rowsAffected: 3,
  relation: name,
  database: 'built',
  materialized: 'table',
  endsWithHook: false,
  dependsOn: [],
}

function warehouse(relations: Record<string, RelationState>, leftovers: string[] = []): WarehouseState {
  return { database: 'built', relations: new Map(Object.entries(relations)), leftovers }
}

function problems(call: Partial<CallOutcome>, evidence: Partial<Evidence> = {}): readonly string[] {
  return judge({
    calls: [{ words: ['build'], code: 2, stdout: 'Parsing Error', stderr: '', noise: [], ...call }],
    files: [],
    isPublished: false,
    results: null,
    before: warehouse({ [name]: table }),
    after: warehouse({ [name]: table }),
    ...evidence,
  })
}

test('a mistake that is told of and changes nothing is well', () => {
  expect(problems({})).toEqual([])
})

describe('of what a call says it finds', () => {
  test.each<[string, Partial<CallOutcome>, string]>([
    ['bugs', { stdout: 'x\nInternal Error\n  y' }, "build's output has 'Internal Error'"],
    ['objects in a text', { stdout: 'named [object Object]' }, "build's output has '[object Object]'"],
    [
      'stack traces',
      { stderr: 'Error\n    at run (file:///dist/run.js:1:2)\n' },
      "build's output has a stack trace",
    ],
    ['passwords', { stdout: `no ${secret} there` }, "build's output shows the password"],
    ['other exit codes', { code: 134 }, 'build: exit code 134'],
    ['no exit code', { code: null }, 'build: exit code null'],
    ['silence', { stdout: '' }, 'build: exit code 2 and not a word'],
    ['too many words', { stdout: 'x'.repeat(3_000_000) }, 'build: 3000000 characters of output'],
    ['what Node says', { noise: ['Warning: x'] }, 'build: Node says: Warning: x'],
  ])('%s', (_title, call, problem) => {
    expect(problems(call)).toEqual([expect.stringContaining(problem)])
  })
})

test('of files it finds passwords, bugs in the log, and what is unfinished', () => {
  const file = (path: string, text: string) => ({ path, text, size: text.length })
  const files = [
    file('logs/dbt.log', 'Internal Error'),
    file('target/manifest.json', secret),
    file('target/compiled/a.sql', "select 'Internal Error'"),
    file('target/run_results.json.1.tmp', ''),
  ]
  expect(problems({}, { files })).toEqual([
    expect.stringContaining("logs/dbt.log has 'Internal Error'"),
    'target/manifest.json shows the password',
    'target/run_results.json.1.tmp was left behind',
  ])
})

test('a password that a file of the project holds may stand in artifacts, not in the log', () => {
  const files = ['target/manifest.json', 'logs/dbt.log'].map((path) => ({ path, text: secret, size: 1 }))
  expect(problems({}, { files, isPublished: true })).toEqual(['logs/dbt.log shows the password'])
})

describe('of the warehouse it finds', () => {
  const now = (relations: Record<string, RelationState>, leftovers?: string[]) => ({
    after: warehouse(relations, leftovers),
  })

  const kept = { '"shop"."items__dbt_backup"': { ...table, name: 'items__dbt_backup' } }
  const log = (entry: string) => ({ path: 'logs/dbt.log', size: 1, text: `00:00:00.000000 ${entry}\n` })

  test('nothing where a previous version is kept and the log alone warns of it', () => {
    const files = [
      log('[warn ] [MainThread]: v still reads the previous version, "shop"."items__dbt_backup"'),
    ]
    expect(problems({}, { ...now({ [name]: table, ...kept }), files })).toEqual([])
  })

  test.each<[string, Partial<Evidence>, string]>([
    ['what is gone', now({}), `${name} is gone`],
    [
      'other rows',
      now({ [name]: { ...table, rows: 1, content: 'half' } }),
      'has other rows (3 before, 1 now)',
    ],
    ['another kind', now({ [name]: { ...table, kind: 'v' } }), "was 'r' and is 'v'"],
    ['sessions', now({ [name]: table }, ['a session (idle)']), 'left behind: a session (idle)'],
    [
      'what is temporary',
      now({ [name]: table, '"shop"."items__dbt_tmp"': { ...table, name: 'items__dbt_tmp' } }),
      '"shop"."items__dbt_tmp" was left behind',
    ],
    [
      'what only a statement in the log names',
      {
        ...now({ [name]: table, ...kept }),
        files: [log('[debug] [MainThread]: On items: alter items__dbt_backup')],
      },
      '"shop"."items__dbt_backup" was left behind',
    ],
    [
      'views that select something else',
      {
        before: warehouse({ [name]: view }),
        ...now({ [name]: { ...view, definition: 'select 2' } }),
      },
      'selects something else, but was not built',
    ],
  ])('%s', (_title, evidence, problem) => {
    expect(problems({}, evidence)).toEqual([expect.stringContaining(problem)])
  })
})

describe('of results it finds', () => {
  const failed = { ...result, status: 'error' }
  const green = {
    ...result,
    uniqueId: 'test.shop.t',
    status: 'pass',
    relation: null,
    dependsOn: [result.uniqueId],
  }
  const replaced = { after: warehouse({ [name]: { ...table, content: 'of batch 2' } }) }

  test('nothing where a node replaced its table', () => {
    expect(problems({ code: 0 }, { ...replaced, results: [result, green] })).toEqual([])
  })

  test.each<[string, number, Partial<Evidence>, string]>([
    ['success of what failed', 0, { results: [failed] }, 'exit code 0, but model.shop.items has error'],
    ['failure of what succeeded', 1, { results: [result] }, 'exit code 1, but nothing failed'],
    ['tests of what was not built', 1, { results: [failed, green] }, 'test.shop.t has pass although'],
    ['a node that failed and changed', 1, { ...replaced, results: [failed] }, 'but was not built'],
    [
      'half a table',
      0,
      { results: [{ ...result, rowsAffected: 5 }] },
      'has 3 rows, but model.shop.items made 5',
    ],
    [
      'a table that is not there',
      0,
      { results: [{ ...result, relation: '"shop"."other"' }] },
      'has success, but there is no "shop"."other"',
    ],
  ])('%s', (_title, code, evidence, problem) => {
    expect(problems({ code }, evidence)).toEqual([expect.stringContaining(problem)])
  })
})
