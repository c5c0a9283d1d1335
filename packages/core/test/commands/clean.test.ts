import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clean } from '../../src/commands/clean.js'
import { testInvocation } from '../support/invocation.js'
import { projectFolder } from '../support/project-folder.js'

const project = (targets: string) =>
  projectFolder({
    'dbt_project.yml': `name: shop\nprofile: shop\nclean-targets: ${targets}\n`,
    'models/a.sql': 'select 1',
    'target/run/a.sql': 'select 1',
    'logs/dbt.log': '',
  })
const cleaned = (folder: string) => clean(testInvocation(folder, { which: 'clean' }))

test('removes what dbt_project.yml names, where it is there', async () => {
  const folder = project('[target, dbt_packages]')
  expect(await cleaned(folder)).toEqual(['target'])
  expect([existsSync(join(folder, 'target')), existsSync(join(folder, 'logs'))]).toEqual([false, true])
})

test.each([
  ['..', "'..' of clean-targets is not inside the project"],
  ['.', "'.' of clean-targets is not inside the project"],
  ['/', "'/' of clean-targets is not inside the project"],
  ['models', "'models' of clean-targets holds source files of the project"],
])('refuses %s, and then removes nothing', async (target, message) => {
  const folder = project(`[target, "${target}"]`)
  await expect(cleaned(folder)).rejects.toThrow(message)
  expect(existsSync(join(folder, 'target/run/a.sql'))).toBe(true)
})
