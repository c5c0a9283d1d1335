import { describe, expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const { broken, failing } = useSoundProject()

describe('YAML and configs', () => {
  test('invalid YAML', async () => {
    expect(
      await broken({ 'models/models.yml': 'models:\n  - name: customers\n   columns: []\n' }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/models.yml:3:4
        invalid YAML: bad indentation of a sequence entry
          3 |    columns: []
            |    ^
        hint: mend the line: indent with spaces, and quote texts that hold a colon or begin with a sign
        code: yaml-syntax
      "
    `)
    expect(await broken({ 'models/models.yml': 'models:\n\t- name: customers\n' })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/models.yml:2:1
        invalid YAML: tab characters must not be used in indentation
          2 |     - name: customers
            | ^^^^
        hint: indent with spaces: YAML does not allow tabs
        code: yaml-syntax
      "
    `)
  })

  test('a wrong type in a config', async () => {
    expect(
      await broken({
        'models/report.sql':
          "{{\n  config(\n    materialized='view',\n    tags=5\n  )\n}}\nselect 1 as one\n",
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/report.sql:4:5
        the config 'tags' of report must be a text or a list of texts, not [5]
          4 |     tags=5
            |     ^^^^
        hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
        code: config-type
      "
    `)
    expect(
      await broken({ 'models/more.yml': 'models:\n  - name: report\n    config:\n      enabled: perhaps\n' }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/more.yml:4:16
        the config 'enabled' of report must be true or false, not "perhaps"
          4 |       enabled: perhaps
            |                ^^^^^^^
        hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
        code: config-type
      "
    `)
  })

  test('a path with a NUL character', async () => {
    const paths = 'model-paths: ["mod\\0els"]'
    expect(
      await broken({ 'dbt_project.yml': `name: shop\nprofile: shop\n${paths}\n` }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Project Error in dbt_project.yml:3:14
        'model-paths' has a NUL character, which no path, name or statement can have
          3 | model-paths: ["mod\\0els"]
            |              ^^^^^^^^^^^^
        hint: lists are written as [a, b], and a mapping as 'key: value' lines indented below its key
        code: project-not-valid
      "
    `)
  })

  test('an unknown key of dbt_project.yml', async () => {
    expect(
      await broken({ 'dbt_project.yml': 'name: shop\nprofile: shop\nmodel_paths: [models]\n' }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Project Error in dbt_project.yml:3:1
        'model_paths' is no key of dbt_project.yml
          3 | model_paths: [models]
            | ^^^^^^^^^^^
        hint: did you mean 'model-paths'?
        code: project-key-unknown
      "
    `)
  })

  test('an unknown config key in a known place warns and goes on, as in dbt', async () => {
    const shown = await failing({
      'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  shop:\n    +materialised: table\n',
      'models/report.sql': "{{ config(materialised='table') }}\nselect 1 as one\n",
    })
    expect(shown).toMatchInlineSnapshot(`
      "exit code 0
      [WARNING]: dbt_project.yml:5:5: 'materialised' is no config that dbt knows; did you mean 'materialized'?
      [WARNING]: models/report.sql:1:11: 'materialised' is no config that dbt knows; did you mean 'materialized'?
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      1 of 6 START seed file shop.raw_customers ...................................... [RUN]
      1 of 6 OK loaded seed file shop.raw_customers .................................. [INSERT 2 in N.NNs]
      2 of 6 START sql table model shop.customers .................................... [RUN]
      2 of 6 OK created sql table model shop.customers ............................... [SELECT 2 in N.NNs]
      3 of 6 START sql view model shop.report ........................................ [RUN]
      3 of 6 OK created sql view model shop.report ................................... [CREATE VIEW in N.NNs]
      4 of 6 START sql table model shop.regions ...................................... [RUN]
      4 of 6 OK created sql table model shop.regions ................................. [SELECT 2 in N.NNs]
      5 of 6 START test unique_customers_id .......................................... [RUN]
      5 of 6 PASS unique_customers_id ................................................ [PASS in N.NNs]
      6 of 6 START test not_null_customers_id ........................................ [RUN]
      6 of 6 PASS not_null_customers_id .............................................. [PASS in N.NNs]

      Finished running 1 seed, 2 table models, 2 data tests, 1 view model in N seconds.

      Completed successfully

      Done. PASS=6 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=6
      "
    `)
  })

  test('a wrong config of one of several snapshots in a file', async () => {
    const sound = "strategy='check', unique_key='id', check_cols='all', target_schema='shop'"
    const snapshot = (name: string, config: string, from: string): string =>
      `{% snapshot ${name} %}\n{{ config(${config}) }}\nselect * from ${from}\n{% endsnapshot %}\n`
    const customers = "{{ ref('customers') }}"
    expect(
      await broken({
        'snapshots/people.yml': 'snapshots:\n  - name: in_yaml\n    config:\n      tags: 5\n',
        'snapshots/people.sql': [
          snapshot('in_yaml', sound, customers),
          snapshot('in_file', `tags=[5], ${sound}`, "{{ ref('nowhere') }}"),
        ].join(''),
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered 2 errors:
      Parsing Error in snapshots/people.yml:4:13
        the config 'tags' of in_yaml must be a text or a list of texts, not [5]
          4 |       tags: 5
            |             ^
        hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
        code: config-type

      Parsing Error in snapshots/people.sql:6:11
        the config 'tags' of in_file must be a text or a list of texts, not [5]
          6 | {{ config(tags=[5], strategy='check', unique_key='id', check_cols='all', target_schema='shop') }}
            |           ^^^^
        hint: in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}
        code: config-type
      "
    `)
    const shown = await failing(
      {
        'snapshots/people.sql': [
          snapshot('one', sound, customers),
          snapshot('two', "strategy='chek', unique_key='id', target_schema='shop'", customers),
        ].join(''),
      },
      { args: ['snapshot'] },
    )
    expect(shown.replace(/^[\s\S]*?Completed with .*\n/, '')).toMatchInlineSnapshot(`
      "
      Failure in snapshot two (snapshots/people.sql)
        Compilation Error in snapshot two (snapshots/people.sql)
          there is no strategy 'chek' of snapshots
          snapshots/people.sql:6:11
            6 | {{ config(strategy='chek', unique_key='id', target_schema='shop') }}
              |           ^^^^^^^^
          hint: did you mean 'check'?
          code: strategy-not-found

      Done. PASS=1 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=2
      "
    `)
  })

  test('two models of one name', async () => {
    expect(await broken({ 'models/old/report.sql': 'select 1 as one\n' })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Compilation Error in models/report.sql:1:1
        there are two resources named 'report': ref('report') could mean either
          1 | select count(*) as customers from {{ ref('customers') }}
            | ^
        hint: the other is models/old/report.sql:1:1; rename one of them
        code: name-twice
      "
    `)
  })

  test('a test that is not there', async () => {
    expect(
      await broken({
        'models/models.yml':
          'models:\n  - name: customers\n    columns:\n      - name: id\n        data_tests: [uniqe]\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/models.yml:5:22
        there is no generic test named 'uniqe'
          5 |         data_tests: [uniqe]
            |                      ^^^^^
        hint: did you mean 'unique'?
        code: test-not-found
      "
    `)
  })

  test('a Python model that is left out is none of the project', async () => {
    const left = 'models:\n  - name: scores\n    config: {enabled: false}\n'
    expect(
      await broken(
        { 'models/scores.py': 'def model(dbt, session):\n', 'models/more.yml': left },
        { args: ['parse'] },
      ),
    ).toBe('exit code 0\n')
  })

  test('a Python model', async () => {
    expect(
      await broken({ 'models/scores.py': 'def model(dbt, session):\n    return 1\n' }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in models/scores.py:1:1
        scores is a Python model; models run as SQL on the server
          1 | def model(dbt, session):
            | ^
        hint: write it in SQL (a .sql file of the same name); or leave it out: enabled: false in its properties, or a line in .dbtignore
        code: python-model
      "
    `)
  })
})

describe('profiles and folders', () => {
  test('a named profile that is not there', async () => {
    expect(await broken({ 'dbt_project.yml': 'name: shop\nprofile: shpo\n' })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Profile Error in dbt_project.yml:2:10
        the profile 'shpo' was not found in <project>/profiles.yml
          2 | profile: shpo
            |          ^^^^
        hint: did you mean 'shop'?
        code: profile-not-found
      "
    `)
  })

  test('no profiles.yml at all', async () => {
    expect(await broken({ 'profiles.yml': null }, { env: { HOME: '/nowhere' } })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Profile Error in dbt_project.yml:2:10
        the profile 'shop' was not found: there is no profiles.yml
          2 | profile: shop
            |          ^^^^
        hint: looked for <project>/profiles.yml, /nowhere/.dbt/profiles.yml; make one, or remove 'profile' from dbt_project.yml to use the embedded server
        code: profile-not-found
      "
    `)
  })

  test('a profile of another database', async () => {
    expect(
      await broken({
        'profiles.yml':
          'shop:\n  target: dev\n  outputs:\n    dev:\n      type: snowflake\n      account: x\n      database: d\n      schema: s\n      password: geheim\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Profile Error in <project>/profiles.yml:5:13
        the target 'dev' is of the type 'snowflake', which tdbt has no adapter for
          5 |       type: snowflake
            |             ^^^^^^^^^
        hint: tdbt works with 'type: postgres'; or remove 'profile' from dbt_project.yml to use the embedded server
        code: database-type-unknown
      "
    `)
  })

  test('a target that is not there', async () => {
    expect(await broken({}, { args: ['build', '--target', 'prod'] })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Profile Error in <project>/profiles.yml:4:16
        the profile 'shop' has no target named 'prod'
        hint: targets there: dev
        code: target-not-found
      "
    `)
  })

  test('an environment variable that is not set', async () => {
    expect(
      await broken({
        'profiles.yml':
          'shop:\n  target: dev\n  outputs:\n    dev:\n      type: postgres\n      host: localhost\n      password: "{{ env_var(\'SHOP_PASSWORD\') }}"\n      dbname: d\n      schema: s\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Parsing Error in <project>/profiles.yml:7:18
        could not render 'shop.outputs.dev.password': env var required but not provided: 'SHOP_PASSWORD'
        hint: set SHOP_PASSWORD in the environment, or give a default: env_var('SHOP_PASSWORD', '...')
        code: env-var-missing
      "
    `)
  })

  test('no project', async () => {
    expect(await broken({}, { args: ['build', '--project-dir', '/'] })).toMatchInlineSnapshot(`
      "exit code 2
      Encountered an error:
      Project Error
        no dbt_project.yml in /
        hint: change to the folder of a project, or give it with --project-dir
        code: project-not-found
      "
    `)
  })
})

describe('the command line', () => {
  test('a command, a flag, a value and a selection method that are not there', async () => {
    expect(await broken({}, { args: ['biuld'] })).toMatchInlineSnapshot(`
      "exit code 2
      Try 'tdbt --help' for help.

      Error: No such command 'biuld'. Did you mean 'build'?
        code: command-unknown
      "
    `)
    expect(await broken({}, { args: ['build', '--slect', 'report'] })).toMatchInlineSnapshot(`
      "exit code 2
      Try 'tdbt build --help' for help.

      Error: No such option '--slect'. Did you mean '--select'?
        code: option-unknown
      "
    `)
    expect(await broken({}, { args: ['build', '--threads', 'many'] })).toMatchInlineSnapshot(`
      "exit code 2
      Try 'tdbt build --help' for help.

      Error: Invalid value for --threads: 'many' is not a whole number.
        code: option-value
      "
    `)
    expect(await broken({}, { args: ['build', '--vars', '{a: [1'] })).toMatchInlineSnapshot(`
      "exit code 2
      Try 'tdbt build --help' for help.

      Error: Invalid value for --vars: invalid YAML: unexpected end of the stream within a flow collection. Write a YAML mapping, as in --vars '{name: value}'.
        --vars:1:7
          1 | {a: [1
            |       ^
        code: option-value
      "
    `)
    expect(await broken({}, { args: ['build', '--select', 'tga:daily'] })).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros
      Encountered an error:
      Runtime Error
        'tga' is not a valid method name
        hint: did you mean 'tag'? the methods are fqn, tag, source, path, file, package, config, test_name, test_type, resource_type, exposure, access, group, state, result, source_status, version, metric, semantic_model, saved_query, unit_test
        code: selection-method-unknown
      "
    `)
  })

  test('a selected model that is not there', async () => {
    expect(await broken({}, { args: ['build', '--select', 'reprot'] })).toMatchInlineSnapshot(`
      "exit code 0
      Found 3 models, 1 seed, 2 data tests, N macros
      The selection criterion 'reprot' does not match any enabled nodes (did you mean 'report'?)
      Nothing to do. Try checking your model configs and model specification args
      "
    `)
  })
})
