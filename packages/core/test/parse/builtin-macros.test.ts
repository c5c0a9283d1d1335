import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { postgresMacros } from '@tdbt/postgres'
import { expect, test } from 'vitest'
import { parseShop } from '../support/parse-shop.js'

test('built-in macros, which are parsed when they are first called, are right and have the names of their blocks', () => {
  const ofPostgres = readdirSync(postgresMacros.dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) => [`tiny_adapter/macros/${path}`, readFileSync(join(postgresMacros.dir, path), 'utf8')])
  const { macros } = parseShop(Object.fromEntries(ofPostgres)).manifest
  const late = [...macros.values()].filter(({ name }) => !/^(test|materialization)_/.test(name))
  expect(late.length).toBeGreaterThan(400)
  expect(late.map(({ definition }) => definition.name)).toEqual(late.map(({ name }) => name))
})
