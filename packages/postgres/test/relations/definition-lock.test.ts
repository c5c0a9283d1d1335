import { createRelation } from '@tdbt/adapter-api'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../../src/index.js'

test('nothing that a materialized view reads is replaced while its definition is locked, and readers go on', async () => {
  const database = await testDatabase()
  const adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
  try {
    await database.query(`create table x as select 1 as id; create view v as select id from x;
      create materialized view "m'" as select id from v with no data`)
    const connection = await adapter.acquire('test')
    connection.begin()
    const view = createRelation({ database: null, schema: 'public', identifier: "m'" })
    await adapter.relations.lockDefinition(connection, view)
    await connection.flush()
    await database.query("set lock_timeout = '10ms'")
    for (const text of [
      `alter materialized view "m'" rename to n`,
      'create or replace view v as select 2 as id',
      'alter table x rename to y',
    ]) {
      await expect(database.query(text)).rejects.toThrow('lock timeout')
    }
    expect(await database.query('insert into x values (2); select id from v order by id')).toEqual([
      { id: 1 },
      { id: 2 },
    ])
    await connection.query(`refresh materialized view "m'"`)
    await connection.commit()
    expect(await database.query(`select id from "m'" order by id`)).toEqual([{ id: 1 }, { id: 2 }])
    await adapter.release(connection)
  } finally {
    await adapter.close()
    await database.drop()
  }
})
