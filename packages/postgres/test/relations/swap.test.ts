import { type Adapter, type Connection, createRelation, type Relation } from '@tdbt/adapter-api'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../../src/index.js'

let database: TestDatabase
let adapter: Adapter
let connection: Connection

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 4, lockWait: 3 })
})

afterAll(async () => {
  await adapter.close()
  await database.drop()
})

beforeEach(async () => {
  await database.query('drop schema if exists s cascade; drop schema if exists o cascade')
  await database.query('create schema s; create schema o')
  connection = await adapter.acquire('test')
  return async () => {
    await adapter.release(connection)
  }
})

function relation(identifier: string, schema = 's'): Relation {
  return createRelation({ database: database.target.database, schema, identifier })
}

async function swap(target: Relation, replacement: Relation) {
  const report = await adapter.relations.swap(connection, target, replacement)
  await connection.commit()
  return {
    recreated: report.recreated.map(({ identifier }) => identifier),
    kept: report.kept.map(({ relation, reason }) => `${relation.identifier}: ${reason}`),
    keptAs: report.keptAs?.identifier ?? null,
  }
}

/** What a schema holds, with the kinds of pg_class. */
async function contents(schema = 's'): Promise<string[]> {
  const rows = await database.query<{ it: string }>(
    `select relkind::text || ' ' || relname as it from pg_class
     where relnamespace = '${schema}'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by relname`,
  )
  return rows.map(({ it }) => it)
}

async function values(sql: string): Promise<unknown[][]> {
  return (await database.query(sql)).map((row) => Object.values(row))
}

const nothing = { recreated: [], kept: [], keptAs: null }

describe('a target that nothing reads', () => {
  test('takes the name where there is no target yet', async () => {
    await database.query('create table s.x__dbt_tmp as select 1 as a')
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual(['r x'])
  })

  test.each([
    ['table', 'table', 'r'],
    ['table', 'view', 'v'],
    ['view', 'table', 'r'],
    ['materialized view', 'view', 'v'],
    ['view', 'materialized view', 'm'],
  ])('a %s is replaced by a %s', async (old, now, kind) => {
    await database.query(`create ${old} s.x as select 1 as a; create ${now} s.x__dbt_tmp as select 2 as a`)
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual([`${kind} x`])
    expect(await values('select a from s.x')).toEqual([[2]])
  })

  test('moves between schemas', async () => {
    await database.query(
      'create table s.x as select 1 as a; create table o.x (a int primary key); insert into o.x values (2)',
    )
    expect(await swap(relation('x'), relation('x', 'o'))).toEqual(nothing)
    expect(await contents('o')).toEqual([])
    expect(await values('select a from s.x')).toEqual([[2]])
  })

  test('happens in the transaction of the connection, and not at all where that is rolled back', async () => {
    await database.query('create table s.x as select 1 as a; create table s.x__dbt_tmp as select 2 as a')
    await adapter.relations.swap(connection, relation('x'), relation('x__dbt_tmp'))
    expect(connection.inTransaction).toBe(true)
    await connection.rollback()
    expect(await contents()).toEqual(['r x', 'r x__dbt_tmp'])
    expect(await values('select a from s.x')).toEqual([[1]])
  })

  test('keeps the settings of the session', async () => {
    await database.query('create table s.x as select 1 as a; create table s.x__dbt_tmp as select 2 as a')
    await connection.query(`set lock_timeout to '7s'; set search_path to o, s`)
    await swap(relation('x'), relation('x__dbt_tmp'))
    const { rows } = await connection.query(
      `select current_setting('lock_timeout'), current_setting('search_path')`,
    )
    expect(rows).toEqual([['7s', 'o, s']])
  })
})

describe('names', () => {
  test.each([
    ['odd "name" with spaces'],
    ["l'été; drop table s.y"],
    ['日本語のとても長い名前のテーブルです'],
    ['a_name_of_exactly_sixty_three_bytes_which_is_all_that_fits_here'],
    ['back\\slash $tdbt$ %s %I'],
  ])('%s', async (name) => {
    const quoted = `"${name.replaceAll('"', '""')}"`
    await database.query(`
      create table s.${quoted} as select 1 as a, 2 as b;
      create view o.${quoted} as select a from s.${quoted};
      create view o.reads_b as select b from s.${quoted};
      create table s.tmp as select 10 as a`)
    const report = await swap(relation(name), relation('tmp'))
    expect(report.recreated).toEqual([name])
    expect(report.kept).toEqual(
      ['reads_b: column "b" does not exist'].map((it) => expect.stringContaining(it.slice(0, 7))),
    )
    expect(await values(`select a from o.${quoted}`)).toEqual([[10]])
    expect(await values('select b from o.reads_b')).toEqual([[2]])
    expect(Buffer.byteLength(report.keptAs!)).toBeLessThanOrEqual(63)
    expect(report.keptAs!.endsWith('__dbt_backup')).toBe(true)
  })
})

describe('views that read the target', () => {
  test('follow it, chain and diamond, and stay the same relations', async () => {
    await database.query(`
      create table s.x as select 1 as a, 'one' as b;
      create view s.v1 as select a, b from s.x;
      create view o.v2 as select a from s.v1;
      create view s.v3 as select v2.a, x.b from o.v2 join s.x using (a);
      create table s.x__dbt_tmp as select 5 as a, 'five' as b`)
    const oids = () =>
      values(`select oid::int from pg_class where relname in ('v1', 'v2', 'v3') order by relname`)
    const before = await oids()
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report).toEqual({ recreated: ['v1', 'v3'], kept: [], keptAs: null })
    expect(await values('select * from s.v3')).toEqual([[5, 'five']])
    expect(await oids()).toEqual(before)
    expect(await contents()).toEqual(['v v1', 'v v3', 'r x'])
  })

  test('are built anew with all that hangs on them where a column changes its type', async () => {
    await database.query(`
      drop role if exists tdbt_owner; drop role if exists tdbt_reader;
      create role tdbt_owner; create role tdbt_reader;
      grant usage, create on schema s to tdbt_owner;
      create table s.x as select 1 as a, 2 as b;
      grant select on s.x to tdbt_owner;
      create view s.v with (security_barrier = true) as select a, b from s.x where a > 0 with local check option;
      alter view s.v owner to tdbt_owner;
      grant select on s.v to tdbt_reader with grant option;
      grant update (a) on s.v to public;
      comment on view s.v is 'the view''s "comment"';
      comment on column s.v.a is 'the column';
      alter view s.v alter column b set default 7;
      create rule r as on delete to s.v do instead nothing;
      create function s.noop() returns trigger language plpgsql as 'begin return null; end';
      create trigger t instead of insert on s.v for each row execute function s.noop();
      create view o.w as select a from s.v;
      create materialized view o.m as select a, count(*) as n from o.w group by a;
      create unique index m_a on o.m (a);
      comment on index o.m_a is 'its index';
      comment on materialized view o.m is 'its copy';
      grant select on o.m to tdbt_reader;
      create table s.x__dbt_tmp as select 1::bigint as a, 2 as b union all select 9, 9`)
    const attached = () =>
      values(`
        select c.relname, c.relkind, pg_get_userbyid(c.relowner), c.reloptions, c.relacl::text, a.attname, a.attacl::text,
          col_description(c.oid, a.attnum), obj_description(c.oid), pg_get_expr(d.adbin, d.adrelid),
          (select array_agg(rulename::text order by 1) from pg_rewrite where ev_class = c.oid),
          (select array_agg(tgname::text) from pg_trigger where tgrelid = c.oid),
          (select array_agg(pg_get_indexdef(indexrelid) || obj_description(indexrelid)) from pg_index where indrelid = c.oid)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relname in ('v', 'w', 'm') order by 1, a.attnum`)
    const before = await attached()
    expect(before.length).toBe(5)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report).toEqual({ recreated: ['v', 'w', 'm'], kept: [], keptAs: null })
    expect(await attached()).toEqual(before)
    expect(await values('select a, n from o.m order by a')).toEqual([
      ['1', '1'],
      ['9', '1'],
    ])
    expect(await contents('o')).toEqual(['m m', 'v w'])
    expect(await contents('s')).toEqual(['v v', 'r x'])
    await database.query('drop owned by tdbt_owner, tdbt_reader cascade; drop role tdbt_owner, tdbt_reader')
  })

  test('get no grants that they did not have before, whatever the default privileges say', async () => {
    await database.query(`
      create table s.x as select 1 as a;
      create view o.v as select a from s.x;
      grant select on o.v to pg_monitor;
      alter default privileges in schema o grant select on tables to public;
      create table s.x__dbt_tmp as select 'text' as a`)
    await swap(relation('x'), relation('x__dbt_tmp'))
    expect(await values(`select has_table_privilege('pg_monitor', 'o.v', 'select')`)).toEqual([[true]])
    expect(
      await values(
        `select count(*)::int from pg_class, aclexplode(relacl) a where relname = 'v' and a.grantee = 0`,
      ),
    ).toEqual([[0]])
    await database.query('alter default privileges in schema o revoke select on tables from public')
  })

  test('an unfilled materialized view stays unfilled', async () => {
    await database.query(`
      create table s.x as select 1 as a;
      create materialized view s.m as select a from s.x with no data;
      create table s.x__dbt_tmp as select 2 as a`)
    expect((await swap(relation('x'), relation('x__dbt_tmp'))).recreated).toEqual(['m'])
    expect(await values(`select relispopulated from pg_class where relname = 'm'`)).toEqual([[false]])
  })
})

describe('a view that reads a column that is gone', () => {
  beforeEach(async () => {
    await database.query(`
      create table s.x as select 1 as a, 'old' as b;
      create view s.fine as select a from s.x;
      create view s.broken as select b from s.x;
      create view o.on_broken as select b from s.broken;
      create view o.on_both as select fine.a, broken.b from s.fine cross join s.broken;
      create table s.x__dbt_tmp as select 2 as a`)
  })

  test('keeps reading the previous version, with what reads it, and nothing is dropped', async () => {
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.recreated).toEqual(['fine'])
    expect(report.keptAs).toBe('x__dbt_backup')
    expect([...report.kept].sort()).toEqual([
      // Postgres 18 leaves out the table.
      expect.stringMatching(/^broken: column (x\.b|"b") does not exist$/),
      'on_both: it reads "s"."broken", which could not be made anew',
      'on_broken: it reads "s"."broken", which could not be made anew',
    ])
    expect(await values('select * from s.fine')).toEqual([[2]])
    expect(await values('select * from o.on_broken')).toEqual([['old']])
    expect(await contents()).toEqual(['v broken', 'v fine', 'r x', 'r x__dbt_backup'])
  })

  test('moves at the next swap where the column is back, and the previous version goes', async () => {
    await swap(relation('x'), relation('x__dbt_tmp'))
    await database.query(`create table s.x__dbt_tmp as select 3 as a`)
    const again = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(again.keptAs).toBe('x__dbt_backup')
    expect(again.kept.length).toBe(3)
    expect(await contents()).toEqual(['v broken', 'v fine', 'r x', 'r x__dbt_backup'])

    await database.query(`create table s.x__dbt_tmp as select 4 as a, 'back' as b`)
    const mended = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(mended.kept).toEqual([])
    expect(mended.keptAs).toBe(null)
    expect([...mended.recreated].sort()).toEqual(['broken', 'fine'])
    expect(await values('select * from o.on_both')).toEqual([[4, 'back']])
    expect(await values('select * from o.on_broken')).toEqual([['back']])
    expect(await contents()).toEqual(['v broken', 'v fine', 'r x'])
  })

  test('lets the previous version go once the view is dropped', async () => {
    await swap(relation('x'), relation('x__dbt_tmp'))
    await database.query('drop view s.broken cascade; create table s.x__dbt_tmp as select 3 as a')
    expect((await swap(relation('x'), relation('x__dbt_tmp'))).keptAs).toBe(null)
    expect(await contents()).toEqual(['v fine', 'r x'])
  })

  test('is left to itself where it reads a view that changed its type', async () => {
    await database.query(`
      drop view o.on_both, o.on_broken, s.broken;
      create view o.sums as select a + 1 as a from s.fine;
      create view o.left_over as select lower(b) as b from s.x;
      drop table s.x__dbt_tmp; create table s.x__dbt_tmp as select 'text'::text as a, 'new' as b`)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect([...report.recreated].sort()).toEqual(['fine', 'left_over'])
    expect(report.kept.map((it) => it.split(':')[0])).toEqual(['sums'])
    expect(await values('select * from o.sums')).toEqual([[2]])
    expect(await contents()).toEqual(['v fine', 'v fine__dbt_backup', 'r x', 'r x__dbt_backup'])

    await database.query(`create table s.x__dbt_tmp as select 40 as a, 'newer' as b`)
    const mended = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(mended.kept).toEqual([])
    expect(await values('select * from o.sums')).toEqual([[41]])
    expect(await contents()).toEqual(['v fine', 'r x'])
  })
})

describe('what is no view', () => {
  test('a foreign key moves to the new version where that has the key', async () => {
    await database.query(`
      create table s.x (id int primary key); insert into s.x values (1), (2);
      create table o.child (id int constraint to_x references s.x on delete cascade); insert into o.child values (1);
      create table s.x__dbt_tmp (id int primary key); insert into s.x__dbt_tmp values (1), (3)`)
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(
      await values(`select pg_get_constraintdef(oid) from pg_constraint where conname = 'to_x'`),
    ).toEqual([['FOREIGN KEY (id) REFERENCES s.x(id) ON DELETE CASCADE']])
    expect(await contents()).toEqual(['r x'])
  })

  test('a foreign key stays on the previous version where the new one has no key, and moves later', async () => {
    await database.query(`
      create table s.x (id int primary key); insert into s.x values (1);
      create table o.child (id int constraint to_x references s.x); insert into o.child values (1);
      create table s.x__dbt_tmp (id int)`)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.keptAs).toBe('x__dbt_backup')
    expect(report.kept).toEqual([
      'child: constraint to_x on table o.child: there is no unique constraint matching given keys for referenced table "x"',
    ])
    await database.query(
      `create table s.x__dbt_tmp (id int primary key); insert into s.x__dbt_tmp values (1)`,
    )
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual(['r x'])
  })

  test('a function that takes the row type keeps the previous version alive', async () => {
    await database.query(`
      create table s.x as select 1 as a;
      create function o.double(s.x) returns int language sql as 'select $1.a * 2';
      create table s.x__dbt_tmp as select 2 as a`)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.keptAs).toBe('x__dbt_backup')
    expect(report.kept).toEqual([expect.stringContaining('function o.double(s.x)')])
    expect(await values('select a from s.x')).toEqual([[2]])
  })

  test('a function whose body reads it reads the new version', async () => {
    await database.query(`
      create table s.x as select 1 as a;
      create function o.total() returns bigint language sql begin atomic select sum(a) from s.x; end;
      create table s.x__dbt_tmp as select 20 as a`)
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await values('select o.total()')).toEqual([['20']])
  })

  test('a view of a partition, which the new version has not, keeps the previous version alive', async () => {
    await database.query(`
      create table s.x (a int) partition by range (a);
      create table s.x_1 partition of s.x for values from (0) to (10); insert into s.x values (1);
      create view o.v as select a from s.x_1;
      create table s.x__dbt_tmp as select 2 as a`)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.keptAs).toBe('x__dbt_backup')
    expect(report.kept).toEqual(['x: view o.v depends on table s.x_1'])
    expect(await values('select a from o.v')).toEqual([[1]])
  })

  test('partitions go with their table', async () => {
    await database.query(`
      create table s.x (a int) partition by range (a); create table s.x_1 partition of s.x default;
      create table s.x__dbt_tmp as select 2 as a`)
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual(['r x'])
  })

  test('a table that inherits from it keeps it alive', async () => {
    await database.query(`
      create table s.x (a int); create table o.child () inherits (s.x);
      create table s.x__dbt_tmp as select 2 as a`)
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.keptAs).toBe('x__dbt_backup')
    expect(report.kept).toEqual(['table o.child: table o.child uses it'])
  })
})

describe('what belongs to somebody else', () => {
  test('a view of another role stays on the previous version, and one of this role goes on', async () => {
    await database.query(`
      drop role if exists tdbt_builder, tdbt_analyst;
      create role tdbt_builder; create role tdbt_analyst;
      grant tdbt_builder to current_user;
      grant usage, create on schema s, o to tdbt_builder, tdbt_analyst;
      create table s.x as select 1 as a; alter table s.x owner to tdbt_builder;
      grant select on s.x to tdbt_analyst;
      create view o.own as select a from s.x; alter view o.own owner to tdbt_builder;
      create view o.theirs as select a from s.x; alter view o.theirs owner to tdbt_analyst;
      create table s.x__dbt_tmp as select 2 as a; alter table s.x__dbt_tmp owner to tdbt_builder`)
    const keys = { ...database.credentials, role: 'tdbt_builder' }
    const builder = await openPostgres(postgresCredentials(keys), { threads: 1, lockWait: 3 })
    const session = await builder.acquire('builder')
    const report = await builder.relations.swap(session, relation('x'), relation('x__dbt_tmp'))
    await session.commit()
    await builder.release(session)
    await builder.close()
    expect(report.recreated.map(({ identifier }) => identifier)).toEqual(['own'])
    expect(report.kept).toEqual([
      { relation: expect.objectContaining({ identifier: 'theirs' }), reason: 'it belongs to tdbt_analyst' },
    ])
    expect(await values('select a from o.own union all select a from o.theirs')).toEqual([[2], [1]])
    await database.query(
      'drop owned by tdbt_builder, tdbt_analyst cascade; drop role tdbt_builder, tdbt_analyst',
    )
  })

  test('a temporary view of another session stays on the previous version until that session ends', async () => {
    await database.query('create table s.x as select 1 as a; create table s.x__dbt_tmp as select 2 as a')
    const other = await database.connect()
    await other.query('create temporary view passing as select a from s.x')
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.kept).toEqual(['passing: it belongs to another session'])
    expect((await other.query('select a from passing')).rows).toEqual([{ a: 1 }])
    await other.query('discard all')
    await database.query('create table s.x__dbt_tmp as select 3 as a')
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual(['r x'])
  })
})

describe('previous versions', () => {
  test('of one relation have names of their own, and each goes with its last reader', async () => {
    await database.query(`
      create table s.x as select 1 as a, 1 as b; create view o.first as select b from s.x;
      create table s.x__dbt_tmp as select 2 as a, 2 as c`)
    await swap(relation('x'), relation('x__dbt_tmp'))
    await database.query(
      'create view o.second as select c from s.x; create table s.x__dbt_tmp as select 3 as a',
    )
    const report = await swap(relation('x'), relation('x__dbt_tmp'))
    expect(report.keptAs).toBe('x__dbt_backup_2')
    expect(await contents()).toEqual(['r x', 'r x__dbt_backup', 'r x__dbt_backup_2'])
    await database.query('create table s.x__dbt_tmp as select 4 as a, 40 as b')
    expect((await swap(relation('x'), relation('x__dbt_tmp'))).recreated).toEqual(['first'])
    expect(await contents()).toEqual(['r x', 'r x__dbt_backup_2'])
    await database.query('create table s.x__dbt_tmp as select 5 as a, 50 as b, 500 as c')
    expect((await swap(relation('x'), relation('x__dbt_tmp'))).kept).toEqual([])
    expect(await values('select b, c from o.first, o.second')).toEqual([[50, 500]])
    expect(await contents()).toEqual(['r x'])
  })

  test('that a killed run of dbt left are dropped where nothing reads them', async () => {
    await database.query(`
      create table s.x as select 1 as a; create table s.x__dbt_backup as select 0 as a;
      create table s.x__dbt_tmp as select 2 as a`)
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual(nothing)
    expect(await contents()).toEqual(['r x'])
  })

  test('of another relation, whose long name starts the same, are left alone', async () => {
    const long = 'a_long_name_of_which_the_first_fifty_bytes_are_not_all_'
    await database.query(`
      create table s.${long}one as select 1 as a, 1 as b; create view o.v as select b from s.${long}one;
      create table s.${long}two as select 2 as a; create table s.tmp as select 3 as a`)
    const { keptAs } = await swap(relation(`${long}one`), relation('tmp'))
    await database.query(`drop view o.v; create table s.tmp as select 4 as a`)
    await swap(relation(`${long}two`), relation('tmp'))
    expect(await contents()).toContain(`r ${keptAs}`)
  })
})

describe('drop', () => {
  const drop = async (dropped: Relation) =>
    (await adapter.relations.drop(connection, dropped))?.identifier ?? null

  test.each(['table', 'view', 'materialized view'])('a %s that nothing reads goes', async (kind) => {
    await database.query(`create ${kind} s.x as select 1 as a`)
    expect(await drop(relation('x'))).toBe(null)
    expect(await contents()).toEqual([])
    expect(connection.inTransaction).toBe(false)
  })

  test('what is not there is no error', async () => {
    expect(await drop(relation('x'))).toBe(null)
    expect(await drop(relation('x', 'no such schema'))).toBe(null)
  })

  test('what is read lives on, again and again, and comes back to the name at the next swap', async () => {
    await database.query(`create table s.x as select 1 as a; create view o.v as select a from s.x`)
    expect(await drop(relation('x'))).toBe('x__dbt_backup')
    expect(await drop(relation('x__dbt_backup'))).toBe('x__dbt_backup')
    expect(await values('select a from o.v')).toEqual([[1]])
    await database.query('create table s.x__dbt_tmp as select 2 as a')
    expect(await swap(relation('x'), relation('x__dbt_tmp'))).toEqual({
      recreated: ['v'],
      kept: [],
      keptAs: null,
    })
    expect(await values('select a from o.v')).toEqual([[2]])
    expect(await contents()).toEqual(['r x'])
  })

  test('within a transaction is part of it', async () => {
    await database.query('create table s.x as select 1 as a')
    connection.begin()
    await adapter.relations.drop(connection, relation('x'))
    await connection.rollback()
    expect(await contents()).toEqual(['r x'])
  })
})
