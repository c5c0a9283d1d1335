import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { callTdbt } from './support/call-tdbt.js'
import { projectFolder } from './support/tdbt.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof projectFolder>>

beforeAll(async () => {
  database = await testDatabase()
  const dev = { ...database.credentials, schema: 'shop', threads: 1 }
  project = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev } } }),
    'models/a.sql': 'select 1 as id\n',
    'tests/warns.sql': "{{ config(severity='warn') }}\nselect * from {{ ref('a') }}\n",
  })
  expect((await callTdbt(project.path, 'run')).code).toBe(0)
})
afterAll(async () => {
  project.remove()
  await database.drop()
})

/** Calls a command on the project with some files more, or in another way. */
async function call(files: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const paths = Object.keys(files).map((name) => join(project.path, name))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project.path, name), text)
  try {
    const { code, output } = await callTdbt(project.path, ...args)
    return `${output}\nexit code ${code}`
  } finally {
    for (const path of paths) rmSync(path)
    writeFileSync(join(project.path, 'dbt_project.yml'), 'name: shop\nprofile: shop\n')
  }
}

/** One of each warning of a parse. */
const careless = {
  'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  shop:\n    nowhere:\n      +enabled: true\n',
  'models/s.yml': `modles: []

models:
  - name: gone
  - name: a
    descripton: x
    config: {materialised: table}
macros:
  - name: lost
`,
  'tests/lost.sql': "select * from {{ ref('aa') }}\n",
  'models/inc.sql': "{{ config(materialized='incremental', on_schema_change='fial') }} select 1 as id\n",
}

describe('--warn-error', () => {
  test('makes errors of all warnings of a parse, told together, in each command', async () => {
    const told = await call(careless, 'parse', '--warn-error')
    expect(told).toMatchInlineSnapshot(`
      "Encountered 8 errors:
      Compilation Error in models/s.yml:1:1
        'modles' is no key of a properties file; did you mean 'models'?
          1 | modles: []
            | ^^^^^^
        hint: mend that; --warn-error-options '{error: all, warn: [CustomTopLevelKeyDeprecation]}' would leave it a warning
        code: warning-as-error

      Compilation Error in models/s.yml:7:28
        'materialised' is no config that dbt knows; did you mean 'materialized'?
          7 |     config: {materialised: table}
            |                            ^^^^^
        hint: mend that; --warn-error-options '{error: all, warn: [CustomKeyInConfigDeprecation]}' would leave it a warning
        code: warning-as-error

      Compilation Error in models/inc.sql:1:39
        'fial' is no on_schema_change, and is taken for ignore; did you mean 'fail'?
          1 | {{ config(materialized='incremental', on_schema_change='fial') }} select 1 as id
            |                                       ^^^^^^^^^^^^^^^^
        hint: mend that; --warn-error-options '{error: all, warn: [InvalidValueForField]}' would leave it a warning
        code: warning-as-error

      Compilation Error
        Test 'test.shop.lost' (tests/lost.sql) depends on a node named 'aa' which was not found; did you mean 'a'?
        hint: mend that; --warn-error-options '{error: all, warn: [NodeNotFoundOrDisabled]}' would leave it a warning
        code: warning-as-error

      Compilation Error in models/s.yml:4:11
        Did not find matching node for patch with name 'gone' in the 'models' section of file 'models/s.yml'
          4 |   - name: gone
            |           ^^^^
        hint: mend that; --warn-error-options '{error: all, warn: [NoNodeForYamlKey]}' would leave it a warning
        code: warning-as-error

      Compilation Error in models/s.yml:9:11
        Found patch for macro "lost" which was not found
          9 |   - name: lost
            |           ^^^^
        hint: mend that; --warn-error-options '{error: all, warn: [MacroNotFoundForPatch]}' would leave it a warning
        code: warning-as-error

      Compilation Error in models/s.yml:6:17
        'descripton' is no key of 'models'; did you mean 'description'?
          6 |     descripton: x
            |                 ^
        hint: mend that; --warn-error-options '{error: all, warn: [CustomKeyInObjectDeprecation]}' would leave it a warning
        code: warning-as-error

      Compilation Error
        Configuration paths exist in your dbt_project.yml file which do not apply to any resources.
        There are 1 unused configuration paths:
        - models.shop.nowhere
        hint: mend that; --warn-error-options '{error: all, warn: [UnusedResourceConfigPath]}' would leave it a warning
        code: warning-as-error
      exit code 2"
    `)
    expect(await call(careless, 'run', '--warn-error')).toBe(told)
    expect(await call(careless, 'ls', '--warn-error')).toBe(told)
    const files = { ...careless, 'models/b.sql': "{{ exceptions.warn('careful') }} select 1 as id\n" }
    expect(await call(files, 'parse', '--warn-error')).toMatch(
      /^Encountered 5 errors:\nCompilation Error in models\/b\.sql:1:4\n {2}careful\n/,
    )
    expect(await call(files, 'parse')).toMatchInlineSnapshot(`
      "[WARNING]: models/s.yml:1:1: 'modles' is no key of a properties file; did you mean 'models'?
      careful
      [WARNING]: models/s.yml:7:28: 'materialised' is no config that dbt knows; did you mean 'materialized'?
      [WARNING]: models/inc.sql:1:39: 'fial' is no on_schema_change, and is taken for ignore; did you mean 'fail'?
      [WARNING]: Test 'test.shop.lost' (tests/lost.sql) depends on a node named 'aa' which was not found; did you mean 'a'?
      [WARNING]: models/s.yml:4:11: Did not find matching node for patch with name 'gone' in the 'models' section of file 'models/s.yml'
      [WARNING]: models/s.yml:9:11: Found patch for macro "lost" which was not found
      [WARNING]: models/s.yml:6:17: 'descripton' is no key of 'models'; did you mean 'description'?
      [WARNING]: Configuration paths exist in your dbt_project.yml file which do not apply to any resources.
      There are 1 unused configuration paths:
      - models.shop.nowhere
      exit code 0"
    `)
  })

  test('a selection that meets nothing', async () => {
    expect(await call({}, 'run', '-s', 'nosuch', '--warn-error')).toMatchInlineSnapshot(`
      "Encountered an error:
      Compilation Error
        The selection criterion 'nosuch' does not match any enabled nodes
        hint: mend that; --warn-error-options '{error: all, warn: [NoNodesForSelectionCriteria]}' would leave it a warning
        code: warning-as-error
      exit code 2"
    `)
    expect(await call({}, 'ls', '-s', 'nosuch', '--warn-error')).toMatch(/^exit code 2$/m)
  })

  test('a warning of a macro fails the node that runs it, and no other', async () => {
    const warns = "{% if execute %}{{ exceptions.warn('careful') }}{% endif %} select 1 as id\n"
    const told = await call({ 'models/b.sql': warns }, 'run', '--warn-error')
    expect(told).toMatchInlineSnapshot(`
      "Concurrency: 1 threads (target='dev')

      1 of 2 START sql view model shop.a ... [RUN]
      1 of 2 OK created sql view model shop.a ... [CREATE VIEW in N.NNs]
      2 of 2 START sql view model shop.b ... [RUN]
      2 of 2 ERROR creating sql view model shop.b ... [ERROR in N.NNs]

      Finished running 2 view models in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in model b (models/b.sql)
        Compilation Error in model b (models/b.sql)
          careful
          models/b.sql:1:20
            1 | {% if execute %}{{ exceptions.warn('careful') }}{% endif %} select 1 as id
              |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
          hint: mend that; --warn-error-options '{error: all, warn: [JinjaLogWarning]}' would leave it a warning
          code: warning-as-error

      Done. PASS=1 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=2
      exit code 1"
    `)
  })

  test('a view that would be left behind fails the model, which stays as it was', async () => {
    const model = (columns: string) => `{{ config(materialized='table') }} select ${columns}\n`
    expect(await call({ 'models/t.sql': model('1 as id, 2 as other') }, 'run', '-s', 't')).toContain('PASS=1')
    await database.query('create view shop.reads_other as select other from shop.t')
    const told = await call({ 'models/t.sql': model('3 as id') }, 'run', '-s', 't', '--warn-error')
    expect(told).toMatch(/shop\.reads_other still reads the previous shop\.t/)
    expect(told).toMatch(/^exit code 1$/m)
    expect(await database.query('select * from shop.t')).toEqual([{ id: 1, other: 2 }])
    await database.query('drop table shop.t cascade')
  })
})

describe('--warn-error-options', () => {
  const options = (text: string) => ['--warn-error-options', text]
  const nothing = ['run', '-s', 'nosuch']
  const criterion = 'nosuch'

  test('all but some', async () => {
    const except = (names: string) => call({}, ...nothing, ...options(`{error: all, warn: [${names}]}`))
    expect(await except('NoNodesForSelectionCriteria')).toMatch(
      /Nothing to do[\s\S]*NothingToDo[\s\S]*exit code 2$/,
    )
    expect(await except('NoNodesForSelectionCriteria, NothingToDo')).toMatch(/exit code 0$/)
  })

  test('some alone, or by their older name', async () => {
    const only = (text: string) => call({}, ...nothing, ...options(text))
    expect(await only('{error: [NothingToDo]}')).toMatch(/exit code 2$/)
    expect(await only('{include: [NothingToDo]}')).toMatch(/exit code 2$/)
    expect(await only('{error: [JinjaLogWarning]}')).toMatch(/exit code 0$/)
  })

  test('silenced', async () => {
    const told = await call({}, ...nothing, ...options('{silence: [NoNodesForSelectionCriteria]}'))
    expect(told).not.toContain(criterion)
    expect(told).toContain('Nothing to do')
  })

  test('deprecations together', async () => {
    const told = await call(careless, 'parse', ...options('{error: [Deprecations]}'))
    expect(told.match(/'\w+' is no .*/g)).toHaveLength(4)
    expect(told.match(/warning-as-error/g)).toHaveLength(3)
  })

  test('unit tests that were asked for and can not be run yet', async () => {
    const unit = {
      'models/u.yml': 'unit_tests: [{name: u, model: a, given: [], expect: {rows: [{id: 1}]}}]',
    }
    const told = await call(unit, 'test')
    expect(told).toMatch(/\[WARNING\]: The unit test 'u' is not run: [\s\S]*exit code 0$/)
    expect(await call(unit, 'test', ...options('{error: [UnitTestsLeftOut]}'))).toMatch(/exit code 2$/)
    expect(await call(unit, 'test', '--exclude-resource-type', 'unit_test')).not.toContain('unit test')
    expect(await call(unit, 'run')).not.toContain('WARNING')
  })

  test('tests that warn', async () => {
    expect(await call({}, 'test', ...options('{error: [LogTestResult]}'))).toMatch(
      /FAIL 1[\s\S]*exit code 1$/,
    )
    expect(await call({}, 'test', ...options('{error: all, warn: [LogTestResult]}'))).toMatch(/exit code 0$/)
  })

  test('a seed that is read otherwise, by its name alone', async () => {
    const seed = {
      'models/odd.csv': 'a,b\n1\n',
      'dbt_project.yml': 'name: shop\nprofile: shop\nseed-paths: [models]\n',
    }
    for (const all of [['--warn-error'], options('{error: all}')])
      expect(await call(seed, 'seed', ...all)).toMatch(/odd\.csv:2[\s\S]*exit code 0$/)
    expect(await call(seed, 'seed', ...options('{error: [SeedReadOtherwise]}'))).toMatch(
      /warning-as-error[\s\S]*exit code 1$/,
    )
  })

  test('from dbt_project.yml', async () => {
    const yaml =
      'name: shop\nprofile: shop\nflags:\n  warn_error_options:\n    error: all\n    warn: [NothingToDo]\n'
    expect(await call({ 'dbt_project.yml': yaml }, ...nothing)).toMatch(/NoNodesForSel[\s\S]*exit code 2$/)
  })

  test.each([
    ['{error: [NothingTodo]}', `there is no warning "NothingTodo"; did you mean 'NothingToDo'?`],
    ['{eror: all}', "'eror' is no key of it; did you mean 'error'?"],
    ['{error: some}', "'error' must be a list of names"],
    ['{warn: [NothingToDo]}', "'warn' names exceptions"],
    ['[1]', 'is no mapping'],
    ['{error: [}', 'invalid YAML'],
  ])('%s is refused', async (text, reason) => {
    const told = await call({}, 'parse', ...options(text))
    expect(told).toContain(reason)
    expect(told).toMatch(/exit code 2$/)
  })

  test('is not for a command that makes errors of all', async () => {
    expect(await call({}, 'parse', '--warn-error', ...options('{error: all}'))).toMatch(
      /can not stand beside --warn-error[\s\S]*exit code 2$/,
    )
  })
})

/** Older spellings, some of them twice. */
const older = {
  'dbt_project.yml': 'name: shop\nprofile: shop\nsource-paths: [models]\nlog-path: logs\n',
  'models/s.yml': `models:
  - name: a
    description: x
    description: y
    columns:
      - name: id
        data_tests:
          - unique: {severity: warn, tags: x}
          - accepted_values: {values: [1]}
`,
}

describe('deprecations', () => {
  test('are told once of each kind, under their names and where they are, and counted at the end', async () => {
    expect(await call(older, 'ls', '-m', 'a')).toMatchInlineSnapshot(`
      "[WARNING][ModelParamUsageDeprecation]: Deprecated functionality
      write --select or -s instead of --models, --model and -m
      [WARNING][ConfigSourcePathDeprecation]: Deprecated functionality
      dbt_project.yml:3:1: 'source-paths' is the older name of 'model-paths'
      [WARNING][DuplicateYAMLKeysDeprecation]: Deprecated functionality
      models/s.yml:4:5: the key 'description' stands twice in a mapping: the last one counts
      [WARNING][PropertyMovedToConfigDeprecation]: Deprecated functionality
      models/s.yml:8:13: 'severity' of the test unique belongs below its 'config'
      [WARNING][MissingArgumentsPropertyInGenericTestDeprecation]: Deprecated functionality
      models/s.yml:9:13: 'values' of the test accepted_values belongs below its 'arguments'
      shop.a
      [WARNING][DeprecationsSummary]: Deprecated functionality
      Summary of encountered deprecations:
      - ModelParamUsageDeprecation: 1 occurrence
      - ConfigSourcePathDeprecation: 1 occurrence
      - DuplicateYAMLKeysDeprecation: 1 occurrence
      - PropertyMovedToConfigDeprecation: 2 occurrences
      - MissingArgumentsPropertyInGenericTestDeprecation: 1 occurrence
      To see all of them, and not the first of each alone, add --show-all-deprecations.
      exit code 0"
    `)
  })

  test('are told all with --show-all-deprecations, can be silenced, and made errors, by name and together', async () => {
    const all = await call(older, 'parse', '--show-all-deprecations')
    expect(all.match(/PropertyMovedToConfigDeprecation\]/g)).toHaveLength(2)
    const silenced = await call(older, 'parse', '--warn-error-options', '{silence: [Deprecations]}')
    expect(silenced).not.toContain('Deprecation')
    const options = '{error: [DuplicateYAMLKeysDeprecation]}'
    const refused = await call(older, 'parse', '--warn-error-options', options)
    expect(refused).toContain(
      "models/s.yml:4:5\n  the key 'description' stands twice in a mapping: the last one counts",
    )
    expect(refused).toContain('exit code 2')
  })
})
