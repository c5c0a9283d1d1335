import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const makefile = readFileSync(`${root}Makefile`, 'utf8')
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}
const hasMake = spawnSync('make', ['--version']).status === 0

describe('Makefile', () => {
  it.skipIf(!hasMake)('lists every target where none is named (needs make)', () => {
    const { stdout } = spawnSync('make', ['-s'], { cwd: root, encoding: 'utf8' })
    const listed = [...stdout.matchAll(/^ {2}make (\S+) +\S/gm)].map(([, target]) => target)
    const targets = /^\.PHONY: (.*)$/m.exec(makefile)?.[1]?.split(' ')
    expect(listed).toEqual(targets)
  })

  it('calls scripts of package.json that there are', () => {
    const called = [...makefile.matchAll(/npm run ([a-z:-]+)/g)].map(([, script]) => script ?? '')
    expect(called.length).toBeGreaterThan(3)
    expect(called.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
  })
})
