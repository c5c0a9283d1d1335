import { expect, test } from 'vitest'
import { debug } from '../../src/commands/debug.js'
import { testInvocation } from '../support/invocation.js'
import { useWarehouse } from '../support/warehouse.js'

const { database, services, shop } = useWarehouse()

const checks = async (profile: Readonly<Record<string, unknown>>) => {
  const { folder } = shop({}, profile)
  return debug(testInvocation(folder, { which: 'debug', profilesDir: folder }), services)
}

test('everything that a run needs is there', async () => {
  const found = await checks({})
  expect(found.map(({ name, ok }) => [name, ok])).toEqual([
    ['tdbt', true],
    ['Node', true],
    ['platform', true],
    ['profiles.yml', true],
    ['dbt_project.yml', true],
    ['target', true],
    ['connection', true],
    ['server version', true],
    ['right to create a schema', true],
  ])
})

test('a user without rights is told what to ask for', async () => {
  const { database: name } = database().target
  await database().query(
    "do $$ begin create role powerless login password 'x'; exception when duplicate_object then null; end $$",
  )
  const found = await checks({ user: 'powerless', password: 'x' })
  await database().query('drop role powerless')
  const last = found.at(-1)
  expect(last).toMatchObject({ name: 'right to create a schema', ok: false })
  expect(last?.ok === false && last.errors[0]).toMatchObject({
    code: 'no-permission',
    message: `permission denied for database ${name}`,
    hint: `ask for it: grant create on database "${name}" to the user of the profile`,
  })
})

test('a server that is not there is said, and what depends on it is left out', async () => {
  const found = await checks({ host: '127.0.0.1', port: 1 })
  expect(found.slice(-2).map(({ name, ok }) => [name, ok])).toEqual([
    ['target', true],
    ['connection', false],
  ])
})
