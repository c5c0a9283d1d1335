import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'test')
  .map((entry) => entry.name)
  .sort()

it('every example is in the list of the README', () => {
  const rows = readFileSync(`${folder}/README.md`, 'utf8').matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\) \|/gm)
  expect([...rows].map(([, name]) => name).sort()).toEqual(examples)
})

it('every example is run by a test of its own', () => {
  const tests = readdirSync(`${folder}/test`).filter((name) => name.endsWith('.test.ts'))
  expect(
    tests
      .map((name) => name.replace('.test.ts', ''))
      .filter((name) => name !== 'list')
      .sort(),
  ).toEqual(examples)
})

it.each(examples)('the README of %s names each of its files', (name) => {
  const readme = readFileSync(`${folder}/${name}/README.md`, 'utf8')
  const files = readdirSync(`${folder}/${name}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/[\\/](\.tdbt|target|logs)([\\/]|$)/.test(entry.parentPath))
    .map((entry) => entry.name)
    .filter((file) => file !== 'README.md')
  expect(files.filter((file) => !readme.includes(file))).toEqual([])
})
