import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase, testServer } from '../../../test/support/postgres.js'
import { type Ended, projectFolder, startTdbt, tdbt } from './support/tdbt.js'

const files = {
  'dbt_project.yml': `
name: shop
profile: shop
models:
  shop:
    staging: {+schema: staging, +materialized: table}
    marts: {+schema: marts, +materialized: table}
seeds: {shop: {+schema: staging}}
`,
  'macros/names.sql': `
{% macro generate_schema_name(custom, node) -%}{{ custom or target.schema }}{%- endmacro %}`,
  'models/sources.yml': `
sources:
  - name: raw
    schema: staging
    tables: [{name: orders}]
`,
  'seeds/kinds.csv': 'kind,label\na,first\nb,second\n',
  'models/staging/known_kinds.sql':
    "{{ config(materialized='ephemeral') }} select kind from {{ ref('kinds') }}",
  'models/staging/stg_orders.sql': `
select id, kind, price, tags, placed_at from {{ source('raw', 'orders') }}
where kind in (select kind from {{ ref('known_kinds') }})`,
  'models/marts/totals.sql': `
select k.label, count(*)::int as orders, sum(o.price) as price
from {{ ref('stg_orders') }} o join {{ ref('kinds') }} k using (kind) group by k.label`,
  'models/schema.yml': `
models:
  - name: stg_orders
    columns: [{name: id, data_tests: [unique, not_null]}]
  - name: totals
    columns:
      - name: label
        data_tests: [{relationships: {arguments: {to: ref('kinds'), field: label}}}]
`,
  'tests/nothing_is_lost.sql': `
select 1 where (select sum(orders) from {{ ref('totals') }}) <> (select count(*) from {{ source('raw', 'orders') }})`,
}

const rawOrders = `
create schema if not exists staging;
create table staging.orders (id int, kind varchar(1), price numeric(10,2), tags text[], placed_at timestamptz);
insert into staging.orders values
  (1, 'a', 1.10, '{x,y}', '2024-01-01 12:00+02'), (2, 'b', 20.00, null, null), (3, 'a', 3.30, '{}', 'infinity');`

let servers: readonly Awaited<ReturnType<typeof testServer>>[]
let home: TestDatabase
let there: TestDatabase
let project: Awaited<ReturnType<typeof projectFolder>>

beforeAll(async () => {
  const [one, other] = [await testServer(), await testServer()]
  servers = [one, other]
  home = await testDatabase(one.address)
  there = await testDatabase(other.address)
})

afterAll(async () => {
  await home.drop()
  await there.drop()
  for (const server of servers) await server.close()
})

beforeEach(async () => {
  for (const database of [home, there]) {
    await database.query('drop schema if exists staging, marts, bi cascade')
  }
  await home.query('drop extension if exists postgres_fdw cascade')
  project = await projectFolder(files)
  writeProfile({})
})

afterEach(() => project.remove())

/** @param changes keys of the foreign schema, or of the whole target. */
function writeProfile(
  foreign: Readonly<Record<string, unknown>>,
  target: Readonly<Record<string, unknown>> = {},
): void {
  const outputs = {
    warehouse: {
      ...home.credentials,
      schema: 'marts',
      threads: 4,
      foreign_schemas: { staging: { target: 'lake', ...foreign } },
      ...target,
    },
    lake: { ...there.credentials, schema: 'staging', threads: 2 },
  }
  writeFileSync(
    join(project.path, 'profiles.yml'),
    JSON.stringify({ shop: { target: 'warehouse', outputs } }, null, 2),
  )
}

function run(...args: readonly string[]): Promise<Ended> {
  return tdbt(args, { cwd: project.path })
}

async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args)
  expect(`${stdout}${stderr}`).not.toMatch(/ERROR(?!=)|FAIL/)
  expect(code).toBe(0)
  return stdout
}

const relationsOf = (database: TestDatabase) =>
  database.query(`
    select n.nspname || '.' || c.relname as name, c.relkind::text as kind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('staging', 'marts') and c.relkind in ('r', 'v', 'm', 'f') order by 1`)

const totals = () => home.query('select label, orders, price::text from marts.totals order by label')

describe.each(['postgres_fdw', 'copy'])('schemas on two servers, linked by %s', (by) => {
  beforeEach(async () => {
    writeProfile({ by })
    await there.query(rawOrders)
  })

  const linkKind = by === 'copy' ? 'r' : 'f'

  it('builds each node where its schema lives, and reads from both', async () => {
    expect(await done('link')).toMatch(
      by === 'copy'
        ? /OK linked staging.orders of lake by copy \.+ \[COPY 3 in/
        : /by postgres_fdw \.+ \[LINK in/,
    )
    const out = await done('build')
    expect(out).toMatch(/PASS=7 .* TOTAL=7/)
    expect(await relationsOf(there)).toEqual([
      { name: 'staging.kinds', kind: 'r' },
      { name: 'staging.orders', kind: 'r' },
      { name: 'staging.stg_orders', kind: 'r' },
    ])
    expect(await relationsOf(home)).toEqual([
      { name: 'marts.totals', kind: 'r' },
      { name: 'staging.kinds', kind: linkKind },
      { name: 'staging.orders', kind: linkKind },
      { name: 'staging.stg_orders', kind: linkKind },
    ])
    expect(await totals()).toEqual([
      { label: 'first', orders: 2, price: '4.40' },
      { label: 'second', orders: 1, price: '20.00' },
    ])
  })

  it('keeps types and values', async () => {
    await done('link')
    const columns = `
      select a.attname, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
      where attrelid = 'staging.orders'::regclass and attnum > 0 order by attnum`
    expect(await home.query(columns)).toEqual(await there.query(columns))
    const rows = 'select o::text from staging.orders o order by id'
    expect(await home.query(rows)).toEqual(await there.query(rows))
  })

  it('follows columns that change, under a view that somebody has on the link', async () => {
    await done('link', '--select', 'source:raw.orders')
    await home.query('create schema bi; create view bi.prices as select id, price from staging.orders')
    await there.query("alter table staging.orders add column note text default 'new'")
    await done('link', '--select', 'source:raw.orders')
    expect(
      await home.query(
        'select id, price::text, note from staging.orders join bi.prices using (id, price) order by id limit 1',
      ),
    ).toEqual([{ id: 1, price: '1.10', note: 'new' }])
  })

  it('tells what to do where a model reads what is not linked', async () => {
    await there.query(
      'create table staging.kinds (kind text, label text); create table staging.stg_orders (kind text, price int)',
    )
    const { code, stdout } = await run('run', '--select', 'totals')
    expect(code).toBe(1)
    expect(stdout).toContain("it lives on the server of the target 'lake' and is not linked to this one yet")
    expect(stdout).toMatch(/tdbt link --select (stg_orders|kinds)/)
  })

  it('never replaces a table that is no link', async () => {
    await home.query('create schema staging; create table staging.orders as select 42 as answer')
    const { code, stdout } = await run('link')
    expect(code).toBe(1)
    expect(stdout).toContain('code: link-place-taken')
    expect(await home.query('select * from staging.orders')).toEqual([{ answer: 42 }])
  })

  it('links side by side', async () => {
    const ends = await Promise.all(
      Array.from({ length: 6 }, (_, at) => run('link', '--target-path', `t${at}`, '--log-path', `l${at}`)),
    )
    expect(ends.map(({ code, stdout }) => (code === 0 ? '' : stdout))).toEqual(Array(6).fill(''))
    expect(await home.query('select count(*)::int as count from staging.orders')).toEqual([{ count: 3 }])
  })

  it('says which source is not there, and that models are built later', async () => {
    await there.query('drop table staging.orders')
    const { code, stdout } = await run('link')
    expect(code).toBe(1)
    expect(stdout).toMatch(/staging.stg_orders is not built on lake yet \.+ \[SKIP\]/)
    expect(stdout).toMatch(/ERROR linking staging.orders of lake/)
    expect(stdout).toContain(`"staging"."orders" is not on the server of the target 'lake'`)
    expect(stdout).toContain('code: foreign-relation-missing')
  })

  it('fails the node, and skips its readers, where it is built and can not be linked', async () => {
    await done('link')
    await done('build')
    const before = await totals()
    await there.query("create type staging.mood as enum ('good')")
    writeFileSync(
      join(project.path, 'models/staging/stg_orders.sql'),
      `select id, kind, price, 'good'::staging.mood as mood from {{ source('raw', 'orders') }}`,
    )
    const { code, stdout } = await run('build', '--select', 'stg_orders+')
    expect(code).toBe(1)
    expect(stdout).toMatch(/type "staging.mood" does not exist/)
    expect(stdout).toMatch(/SKIP relation marts.totals/)
    expect(await totals()).toEqual(before)
    expect(await home.query('select count(*)::int as count from staging.stg_orders')).toEqual([{ count: 3 }])
  })

  it('shows and compiles a node where it runs', async () => {
    await done('link')
    await done('build')
    expect(await done('show', '--select', 'stg_orders')).toContain('20')
    expect(
      await done(
        'show',
        '--inline',
        "select label from {{ ref('totals') }} join {{ ref('kinds') }} using (label)",
      ),
    ).toContain('second')
    const name = (database: TestDatabase) => `"${String(database.credentials.dbname)}"."staging"."stg_orders"`
    await done('compile')
    expect(
      readFileSync(join(project.path, 'target/compiled/shop/models/marts/totals.sql'), 'utf8'),
    ).toContain(name(home))
    const test = 'target/compiled/shop/models/schema.yml/unique_stg_orders_id.sql'
    expect(readFileSync(join(project.path, test), 'utf8')).toContain(name(there))
  })

  it('loads a source where its schema lives, and links it', async () => {
    await there.query('drop table staging.orders')
    writeFileSync(join(project.path, 'orders.csv'), 'id,kind,price\n1,a,5\n2,b,6\n')
    writeFileSync(
      join(project.path, 'tdbt.config.ts'),
      `import { defineConfig, defineSource } from 'tdbt'
       export default defineConfig({ sources: [defineSource({
         source: 'raw', schema: 'staging', table: 'orders', from: 'orders.csv',
         columns: { id: 'integer', kind: 'text', price: 'numeric' } })] })`,
    )
    await done('ingest')
    const rows = 'select id, kind, price::text from staging.orders order by id'
    expect(await there.query(rows)).toHaveLength(2)
    expect(await home.query(rows)).toEqual(await there.query(rows))
    const oid = "select 'staging.orders'::regclass::oid as oid"
    const [before] = await home.query(oid)
    expect(await done('ingest')).toContain('SKIP 2 rows')
    expect(await home.query(oid)).toEqual([before])
    // A load that is not linked, since the other server was down say, is linked by the next.
    await home.query(`drop ${by === 'copy' ? '' : 'foreign '}table staging.orders`)
    await done('ingest')
    expect(await home.query(rows)).toHaveLength(2)
  })

  it('shows both ends in debug', async () => {
    const out = await done('debug')
    expect(out).toMatch(new RegExp(`connection: \\[OK .*, database ${String(home.credentials.dbname)}`))
    expect(out).toMatch(
      new RegExp(
        `foreign schema staging: connection: \\[OK .*, database ${String(there.credentials.dbname)}`,
      ),
    )
    expect(out).toContain(`foreign schema staging: link: [OK by ${by}`)
    const objects = 'select count(*)::int as count from pg_foreign_server'
    expect(await home.query(objects)).toEqual([{ count: 0 }])
  })
})

describe('links by postgres_fdw', () => {
  beforeEach(() => there.query(rawOrders))

  it('take over another address or password of the profile, and are left alone else', async () => {
    await done('link')
    expect(await done('link')).toMatch(/\[LINK unchanged in/)
    await home.query(`
      do $$ begin
        execute (select format('alter server %I options (set port ''1'')', srvname) from pg_foreign_server);
      end $$`)
    expect(await done('link')).toMatch(/\[LINK in/)
    expect(await home.query('select count(*)::int as count from staging.orders')).toEqual([{ count: 3 }])
  })

  it('say what to do where the one server can not reach the other', async () => {
    writeProfile({ host: '127.0.0.1', port: 1 })
    const { code, stdout } = await run('link')
    expect(code).toBe(1)
    expect(stdout).toContain("from this server, 127.0.0.1, port 1 can't be used: could not connect to server")
    expect(stdout).toContain('code: link-unreachable')
    const debugged = await run('debug')
    expect(debugged.code).toBe(1)
    expect(debugged.stdout).toContain('1 check failed: foreign schema staging: link')
  })

  it('say what an administrator must do for a user without the right, who can link by copy', async () => {
    const user = `limited_${String(home.credentials.dbname)}`
    await home.query(`
      create role ${user} login password 'limited pass';
      grant create on database ${String(home.credentials.dbname)} to ${user};`)
    try {
      const limited = { user, password: 'limited pass' }
      writeProfile({}, limited)
      const { code, stdout } = await run('link')
      expect(code).toBe(1)
      expect(stdout).toContain(
        `can't set up postgres_fdw: permission denied to create extension "postgres_fdw"`,
      )
      expect(stdout).toContain(
        'let a superuser run in this database: create extension if not exists postgres_fdw',
      )
      writeProfile(
        { by: 'copy' },
        { ...limited, foreign_schemas: { staging: { target: 'lake', by: 'copy' } } },
      )
      await done('link')
      await done('build')
      expect(await totals()).toHaveLength(2)
    } finally {
      await home.query(
        `drop schema if exists staging, marts cascade; drop owned by ${user} cascade; drop role ${user}`,
      )
    }
  })

  it('never print a password, and keep it out of the text of statements', async () => {
    const user = `owner_${String(there.credentials.dbname)}`
    const password = "pass'w\\ord%L"
    await there.query(`
      create role ${user} login superuser password 'pass''w\\ord%L';`)
    try {
      const outputs = JSON.parse(readFileSync(join(project.path, 'profiles.yml'), 'utf8')) as {
        shop: { outputs: { lake: Record<string, unknown> } }
      }
      Object.assign(outputs.shop.outputs.lake, { user, password })
      writeFileSync(join(project.path, 'profiles.yml'), JSON.stringify(outputs, null, 2))
      const out = await done('link', '--debug')
      const log = readFileSync(join(project.path, 'logs/dbt.log'), 'utf8')
      for (const text of [out, log, await done('debug'), await done('link', '--log-format', 'json')]) {
        expect(text).not.toContain("pass'w")
      }
      const [mapping] = await home.query<{ umoptions: string[] }>('select umoptions from pg_user_mappings')
      expect(mapping?.umoptions).toEqual([`user=${user}`, `password=${password}`])
      expect(await home.query('select count(*)::int as count from staging.orders')).toEqual([{ count: 3 }])
    } finally {
      await there.query(`drop owned by ${user}; drop role ${user}`)
    }
  })
})

it('copies the rows of now, not of before a swap that it waited for', async () => {
  writeProfile({ by: 'copy' })
  await there.query(rawOrders)
  const swapper = await there.connect()
  await swapper.query(`
    begin; alter table staging.orders rename to old_orders;
    create table staging.orders as select * from staging.old_orders; drop table staging.old_orders`)
  const linking = startTdbt(['link', '--select', 'source:raw.orders'], { cwd: project.path })
  await expect
    .poll(() => there.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'"), {
      timeout: 20_000,
    })
    .toHaveLength(1)
  await swapper.query('commit')
  expect((await linking.ended).code).toBe(0)
  expect(await home.query('select count(*)::int as count from staging.orders')).toEqual([{ count: 3 }])
})

it('refuses an unknown way of linking', async () => {
  await there.query(rawOrders)
  writeProfile({ by: 'copie' })
  const { code, stdout } = await run('link')
  expect(code).toBe(1)
  expect(stdout).toContain("did you mean 'copy'?")
})

it('has nothing to link where no schema is foreign', async () => {
  writeProfile({}, { foreign_schemas: undefined })
  expect(await done('link')).toContain('Nothing to link: the target has no foreign_schemas')
})
