import { inspect } from 'node:util'
import { TdbtErrors } from '@tdbt/adapter-api'
import { expect, test } from 'vitest'
import { postgresCredentials } from '../src/index.js'

function problem(keys: Record<string, unknown>): TdbtErrors {
  try {
    postgresCredentials(keys)
  } catch (error) {
    if (error instanceof TdbtErrors) return error
    throw error
  }
  throw new Error('nothing is wrong')
}

test('reads the keys of dbt-postgres, with its other names and defaults', () => {
  const credentials = postgresCredentials({
    ...{
      type: 'postgres',
      threads: 4,
      schema: 'public',
      host: 'db',
      port: '5433',
      user: 'me',
      pass: 123,
      dbname: 'd',
    },
    ...{
      role: 'r',
      search_path: 'a, b',
      keepalives_idle: 5,
      sslmode: 'require',
      retries: 3,
      somebody_elses: 'key',
    },
  })
  expect(credentials).toMatchObject({
    ...{
      host: 'db',
      port: 5433,
      user: 'me',
      database: 'd',
      role: 'r',
      searchPath: 'a, b',
      keepalivesIdle: 5,
    },
    ...{ sslMode: 'require', retries: 3, connectTimeout: 10, applicationName: 'dbt' },
  })
  expect(credentials.password).toBe('123')
  expect(postgresCredentials({ database: 'd', password: 'p' })).toMatchObject({ database: 'd', retries: 1 })
})

test('names all that is wrong at once', () => {
  const { errors } = problem({
    port: 'x',
    sslmode: 'maybe',
    host: ['a'],
    dbname: 'a',
    database: 'b',
    retries: -1,
  })
  expect(errors.map(({ message }) => message)).toEqual([
    'port must be a whole number from 0 to 65535',
    'host must be text',
    'dbname and database mean the same',
    'sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full',
    'retries must be a whole number from 0 to 1000',
  ])
  expect(new Set(errors.map(({ kind }) => kind))).toEqual(new Set(['Profile']))
})

test('the password is shown nowhere', () => {
  const secret = 'do-not-show'
  const credentials = postgresCredentials({ user: 'me', password: secret })
  expect(
    inspect(credentials, { depth: 9 }) + JSON.stringify(credentials) + String(credentials),
  ).not.toContain(secret)
  const error = problem({ user: 'me', password: { [secret]: secret }, port: -1 })
  expect(inspect(error, { depth: 9 })).not.toContain(secret)
})
