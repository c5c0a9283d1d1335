import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const project = useSoundProject()

/** profiles.yml with some keys of the output changed. */
function profile(keys: Readonly<Record<string, unknown>>): Record<string, string> {
  const output = { ...project.database.credentials, schema: 'shop', threads: 1, ...keys }
  return { 'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } }, null, 2) }
}

describe('servers', () => {
  test('a server that is down', async () => {
    const port = await freePort()
    const shown = await project.broken(profile({ host: '127.0.0.1', port, retries: 0 }))
    expect(shown.replaceAll(String(port), '<free port>')).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      Encountered an error:
      Connection Error in <project>/profiles.yml:7:17
        No Postgres server answers at 127.0.0.1:<free port>
        hint: Check host and port of the profile, and that the server runs and takes connections there.
        code: server-down
      "
    `)
  })

  test('a host that there is not', async () => {
    expect(await project.broken(profile({ host: 'nosuch.invalid', retries: 0 }))).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      Encountered an error:
      Connection Error in <project>/profiles.yml:7:17
        The host of nosuch.invalid:<port> is not known
        hint: Check host in the profile, and the name service.
        code: host-unknown
      "
    `)
  })

  test('a port where something else answers', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const port = await listening(server)
    try {
      const shown = await project.broken(profile({ host: '127.0.0.1', port, retries: 0 }))
      expect(shown.replaceAll(String(port), '<port>')).toMatchInlineSnapshot(`
        "exit code 2
        Found 3 models, 1 seed, 2 data tests, N macros

        Concurrency: 1 threads (target='dev')

        Encountered an error:
        Connection Error in <project>/profiles.yml:7:17
          Can't connect to the server at 127.0.0.1:<port>: Connection terminated unexpectedly; There was an error establishing an SSL connection
          hint: Check the profile with: tdbt debug
          code: connect-failed
        "
      `)
    } finally {
      server.close()
    }
  })

  test('a database that there is not', async () => {
    expect(await project.broken(profile({ dbname: 'nosuch' }))).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      Encountered an error:
      Connection Error in <project>/profiles.yml:10:19
        There is no database "nosuch" on the server at <host>/.s.PGSQL.5432
        hint: Check dbname of the profile, or create it: createdb nosuch
        code: database-not-found
      "
    `)
  })

  test('a user that there is not', async () => {
    expect(await project.broken(profile({ user: 'nobody_here' }))).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      Encountered an error:
      Connection Error in <project>/profiles.yml:9:17
        The server at <host>/.s.PGSQL.5432 does not let user "nobody_here" in: role "nobody_here" does not exist
        hint: Check user and sslmode of the profile, and pg_hba.conf of the server.
        code: login-refused
      "
    `)
  })
})

describe('rights', () => {
  const reader = `reader_${process.pid}`
  beforeAll(async () => {
    await project.database.query(`create role ${reader} login; grant usage on schema shop to ${reader};
      revoke create on database ${String(project.database.credentials.dbname)} from public`)
  })
  afterAll(async () => {
    await project.database.query(`drop owned by ${reader}; drop role ${reader}`)
  })
  const named = (text: string) => text.replaceAll(reader, '<reader>')

  test('no right to create a schema', async () => {
    expect(named(await project.broken(profile({ user: reader, schema: 'new' })))).toMatchInlineSnapshot(`
      "exit code 2
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      Encountered an error:
      Database Error in <project>/profiles.yml:11:19
        can't create the schema "new": permission denied for database <database>
        hint: let the owner of the database run: grant create on database "<database>" to <user of the profile>;
              or: create schema "new" authorization <user of the profile>
        code: no-permission
      "
    `)
  })

  test('no right to write to the schema', async () => {
    expect(
      named(await project.broken(profile({ user: reader }), { args: ['run', '-s', 'regions'] })),
    ).toMatchInlineSnapshot(`
      "exit code 1
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      1 of 1 START sql table model shop.regions ...................................... [RUN]
      1 of 1 ERROR creating sql table model shop.regions ............................. [ERROR in N.NNs]

      Finished running 1 table model in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in model regions (models/regions.sql)
        Database Error in model regions (models/regions.sql)
          permission denied for table raw_customers
          models/regions.sql:1:1
          hint: let the owner grant it (grant create on database ..., grant usage on schema ...), or use another user or schema
          code: no-permission

        compiled code at target/compiled/shop/models/regions.sql

      Done. PASS=0 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=1
      "
    `)
  })
})

describe('SQL', () => {
  test('two columns of one name', async () => {
    expect(
      await project.broken(
        { 'models/regions.sql': "select id, name as id\nfrom {{ ref('raw_customers') }}\n" },
        { args: ['build', '-s', 'regions'] },
      ),
    ).toMatchInlineSnapshot(`
      "exit code 1
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      1 of 1 START sql view model shop.regions ....................................... [RUN]
      1 of 1 ERROR creating sql view model shop.regions .............................. [ERROR in N.NNs]

      Finished running 1 view model in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in model regions (models/regions.sql)
        Database Error in model regions (models/regions.sql)
          column "id" specified more than once
          models/regions.sql:1:1
          hint: name the columns one by one instead of *, or give one of them another name with as
          code: column-twice

        compiled code at target/compiled/shop/models/regions.sql

      Done. PASS=0 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=1
      "
    `)
  })

  test('SQL that Postgres rejects fails its branch; the others go on', async () => {
    const before = await project.state()
    const shown = await project.failing({
      'models/customers.sql':
        "{{ config(materialized='table') }}\n{% set columns = ['id', 'nmae'] %}\nselect\n  {{ columns | join(', ') }},\n  region\nfrom {{ ref('raw_customers') }}\n",
    })
    expect(shown).toMatchInlineSnapshot(`
      "exit code 1
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      1 of 6 START seed file shop.raw_customers ...................................... [RUN]
      1 of 6 OK loaded seed file shop.raw_customers .................................. [INSERT 2 in N.NNs]
      2 of 6 START sql table model shop.customers .................................... [RUN]
      2 of 6 ERROR creating sql table model shop.customers ........................... [ERROR in N.NNs]
      3 of 6 SKIP test unique_customers_id ........................................... [SKIP]
      4 of 6 SKIP test not_null_customers_id ......................................... [SKIP]
      5 of 6 SKIP relation shop.report ............................................... [SKIP]
      6 of 6 START sql table model shop.regions ...................................... [RUN]
      6 of 6 OK created sql table model shop.regions ................................. [SELECT 2 in N.NNs]

      Finished running 1 seed, 2 table models, 2 data tests, 1 view model in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in model customers (models/customers.sql)
        Database Error in model customers (models/customers.sql)
          column "nmae" does not exist
          models/customers.sql:4:6
            4 |   {{ columns | join(', ') }},
              |      ^^^^^^^^^^^^^^^^^^^^
          target/compiled/shop/models/customers.sql:4:7
            4 |   id, nmae,
              |       ^^^^
          hint: Perhaps you meant to reference the column "raw_customers.name".
          code: column-missing

        compiled code at target/compiled/shop/models/customers.sql:4:7

      Done. PASS=2 WARN=0 ERROR=1 SKIP=3 NO-OP=0 TOTAL=6
      "
    `)
    const after = await project.state()
    const lines = (state: readonly string[], name: string) =>
      state.filter((line) => line.includes(` ${name} `))
    expect(lines(after, 'shop.customers')).toEqual(lines(before, 'shop.customers'))
    expect(lines(after, 'shop.report')).toEqual(lines(before, 'shop.report'))
    expect(lines(after, 'shop.regions')).not.toEqual(lines(before, 'shop.regions'))
    expect(after).toHaveLength(before.length)
  })

  test('SQL that ends too early is marked at its end', async () => {
    const shown = await project.broken(
      { 'models/regions.sql': "select region\nfrom {{ ref('raw_customers') }}\nwhere\n\n" },
      { args: ['run', '-s', 'regions'] },
    )
    expect(shown.slice(shown.indexOf('Failure in'))).toMatchInlineSnapshot(`
      "Failure in model regions (models/regions.sql)
        Database Error in model regions (models/regions.sql)
          syntax error at or near ")"
          models/regions.sql:3:5
            3 | where
              |     ^
          hint: look at the marked place and a little before it, and at the compiled SQL in the target folder
          code: sql-syntax

        compiled code at target/compiled/shop/models/regions.sql:3:5

      Done. PASS=0 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=1
      "
    `)
  })

  test.each(['view', 'table'])('a semicolon at the end of a %s is to be left out', async (materialized) => {
    const shown = await project.broken(
      {
        'models/regions.sql': `{{ config(materialized='${materialized}') }}\nselect region from {{ ref('raw_customers') }};\n`,
      },
      { args: ['run', '-s', 'regions'] },
    )
    expect(shown).toContain('models/regions.sql:2:46')
    expect(shown).toContain("hint: leave the ';' out: the query stands in a longer statement")
  })

  test('a value that can not be cast fails when rows are read, and the table of before stays', async () => {
    expect(
      await project.broken(
        {
          'models/regions.sql':
            "{{ config(materialized='table') }}\nselect region::integer as region from {{ ref('raw_customers') }}\n",
        },
        { args: ['run', '-s', 'regions'] },
      ),
    ).toMatchInlineSnapshot(`
      "exit code 1
      Found 3 models, 1 seed, 2 data tests, N macros

      Concurrency: 1 threads (target='dev')

      1 of 1 START sql table model shop.regions ...................................... [RUN]
      1 of 1 ERROR creating sql table model shop.regions ............................. [ERROR in N.NNs]

      Finished running 1 table model in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in model regions (models/regions.sql)
        Database Error in model regions (models/regions.sql)
          invalid input syntax for type integer: "north"
          models/regions.sql:1:1
          hint: find the rows that hold it, and clean them in the query before they are cast
          code: value-not-valid

        compiled code at target/compiled/shop/models/regions.sql

      Done. PASS=0 WARN=0 ERROR=1 SKIP=0 NO-OP=0 TOTAL=1
      "
    `)
  })

  test('the same as fields of JSON lines', async () => {
    const shown = await project.broken(
      { 'models/regions.sql': "select nosuch from {{ ref('raw_customers') }}\n" },
      { args: ['run', '-s', 'regions', '--log-format', 'json'] },
    )
    const entries = shown
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { info: { name: string }; data: { errors?: unknown } })
    const failure = entries.find(({ info }) => info.name === 'RunResultError')
    expect(failure?.data.errors).toMatchInlineSnapshot(`
      [
        {
          "calls": [],
          "code": "column-missing",
          "column": 8,
          "details": null,
          "end_column": 14,
          "end_line": 1,
          "file": "models/regions.sql",
          "hint": "correct the name, or say which table it is of; names in double quotes keep their capital letters",
          "kind": "Database",
          "line": 1,
          "message": "column "nosuch" does not exist",
          "source_line": "select nosuch from {{ ref('raw_customers') }}",
          "sqlstate": "42703",
          "statement": {
            "column": 8,
            "file": "target/compiled/shop/models/regions.sql",
            "line": 1,
            "source_line": "select nosuch from "<database>"."shop"."raw_customers"",
          },
        },
      ]
    `)
  })

  test('a failing test fails the command and what reads the tested model waits', async () => {
    const shown = await project.failing({
      'tests/no_south.sql': "select * from {{ ref('customers') }} where region = 'south'\n",
    })
    expect(shown).toMatchInlineSnapshot(`
      "exit code 1
      Found 3 models, 3 data tests, 1 seed, N macros

      Concurrency: 1 threads (target='dev')

      1 of 7 START seed file shop.raw_customers ...................................... [RUN]
      1 of 7 OK loaded seed file shop.raw_customers .................................. [INSERT 2 in N.NNs]
      2 of 7 START sql table model shop.customers .................................... [RUN]
      2 of 7 OK created sql table model shop.customers ............................... [SELECT 2 in N.NNs]
      3 of 7 START test no_south ..................................................... [RUN]
      3 of 7 FAIL 1 no_south ......................................................... [FAIL 1 in N.NNs]
      4 of 7 START test unique_customers_id .......................................... [RUN]
      4 of 7 PASS unique_customers_id ................................................ [PASS in N.NNs]
      5 of 7 START test not_null_customers_id ........................................ [RUN]
      5 of 7 PASS not_null_customers_id .............................................. [PASS in N.NNs]
      6 of 7 SKIP relation shop.report ............................................... [SKIP]
      7 of 7 START sql table model shop.regions ...................................... [RUN]
      7 of 7 OK created sql table model shop.regions ................................. [SELECT 2 in N.NNs]

      Finished running 1 seed, 2 table models, 3 data tests, 1 view model in N seconds.

      Completed with 1 error, 0 partial successes, and 0 warnings:

      Failure in test no_south (tests/no_south.sql)
        Got 1 result, configured to fail if != 0

        compiled code at target/compiled/shop/tests/no_south.sql

      Done. PASS=5 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=7
      "
    `)
  })
})

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
