import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLogFile } from '../../src/output/log-file.js'

const folder = mkdtempSync(join(tmpdir(), 'tdbt-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('appends, and makes nothing before the first line', () => {
  const path = join(folder, 'a', 'dbt.log')
  openLogFile(path, 0).close()
  expect(readdirSync(folder)).toEqual([])
  for (const line of ['one', 'two']) {
    const log = openLogFile(path, 0)
    log.write(line)
    log.close()
  }
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n')
})

test('rolls before it grows over its size, and keeps five', () => {
  const path = join(folder, 'b', 'dbt.log')
  const log = openLogFile(path, 10)
  for (let number = 0; number < 20; number += 1) log.write(`line${String(number).padStart(2, '0')}`)
  log.close()
  expect(readdirSync(join(folder, 'b')).sort()).toEqual([
    'dbt.log',
    ...[1, 2, 3, 4, 5].map((number) => `dbt.log.${number}`),
  ])
  expect(readFileSync(path, 'utf8')).toBe('line19\n')
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('line18\n')
})
