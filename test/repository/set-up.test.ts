import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'tdbt-script-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A script of one step, as `npm run retail` has more of: the step stops in order at Ctrl-C, or fails by itself. */
function runScript(step: string, onOutput: (group: number) => void): Promise<string> {
  const path = join(folder, 'script.mjs')
  const setUp = new URL('../../scripts/set-up.mjs', import.meta.url).href
  writeFileSync(
    path,
    `import { call, leaveCtrlCToSteps, runScript, StepFailed } from '${setUp}'
leaveCtrlCToSteps()
await runScript(() => {
  const code = call(process.execPath, ['-e', ${JSON.stringify(step)}])
  if (code !== 0) throw new StepFailed('The step failed: see above.', code)
  return 0
})
`,
  )
  const child = spawn(process.execPath, [path], { detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (child.pid !== undefined) onOutput(child.pid)
    })
  }
  return new Promise((resolve) => child.on('close', (code) => resolve(`${output}exit code ${code}`)))
}

test('of a step that was interrupted, a script says nothing more', async () => {
  const step = `process.on('SIGINT', () => { console.log('stopped'); process.exit(2) })
setInterval(() => {}, 1000)
console.log('begun')`
  let isSent = false
  const ended = runScript(step, (group) => {
    // As a terminal sends it: to the step and to the script.
    if (!isSent) process.kill(-group, 'SIGINT')
    isSent = true
  })
  expect(await ended).toBe('begun\nstopped\nexit code 2')
})

test('of a step that failed, it says so', async () => {
  const ended = runScript("console.log('wrong'); process.exit(3)", () => undefined)
  expect(await ended).toBe('wrong\nThe step failed: see above.\nexit code 3')
})
