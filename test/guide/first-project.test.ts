import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { linesMissing } from '../../examples/test/support/readme-steps.js'
import { readSteps } from './read-steps.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tdbt-guide-'))
const steps = readSteps(readFileSync(join(root, 'docs/guide/first-project.md'), 'utf8'))
let workingDir = folder

/** `npx tdbt` as it is where tdbt is installed. */
function installNpx(): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  const tdbt = join(root, 'packages/cli/bin/tdbt.js')
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${tdbt}" "$@"\n`)
  chmodSync(join(bin, 'npx'), 0o755)
  return bin
}

function run(commands: readonly string[]): { readonly status: number | null; readonly output: string } {
  const place = join(folder, 'working-dir')
  const script = [commands.join(' &&\n'), 'code=$?', `pwd > '${place}'`, 'exit $code'].join('\n')
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], {
    cwd: workingDir,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${installNpx()}${delimiter}${process.env.PATH}`,
      NO_COLOR: '1',
      HOME: folder,
    },
  })
  workingDir = readFileSync(place, 'utf8').trim()
  return { status, output: stdout + stderr }
}

afterAll(() => {
  run(['npx tdbt server stop'])
  rmSync(folder, { recursive: true, force: true })
})

it('the page has files, commands that work, and commands that fail', () => {
  const runs = steps.filter((step) => step.kind === 'run')
  expect(runs.filter((step) => step.exitCode === 0).length).toBeGreaterThan(5)
  expect(runs.filter((step) => step.exitCode !== 0).map((step) => step.exitCode)).toEqual([1, 2, 1])
  expect(steps.filter((step) => step.kind === 'write').length).toBeGreaterThan(3)
})

it.each(steps.map((step) => [step.kind === 'run' ? step.commands.join('; ') : `write ${step.path}`, step]))(
  '%s',
  (_name, step) => {
    if (step.kind === 'write') {
      writeFileSync(join(workingDir, step.path), step.text)
      return
    }
    const { status, output } = run(step.commands)
    expect(status, output).toBe(step.exitCode)
    expect(linesMissing(step.shown, output), output).toEqual([])
  },
)
