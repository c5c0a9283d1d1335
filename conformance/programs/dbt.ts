import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, type Program } from './program.js'

const script = fileURLToPath(new URL('serve_dbt.py', import.meta.url))

/**
 * Real dbt, kept warm. One command runs at a time; for more, start more.
 *
 * @param python the interpreter of the virtual environment that has dbt
 */
export function startDbt(python: string): Program {
  const outputs = mkdtempSync(join(tmpdir(), 'tdbt-conformance-dbt-'))
  const output = join(outputs, 'output')
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(python, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: cleanEnvironment(),
  })
  const ended = once(child, 'exit')
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    name: 'dbt',
    async run(args, folder, env) {
      const request = { args, cwd: folder, env: { ...cleanEnvironment(), ...env }, output }
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const answer = await answers.next()
      if (answer.done) throw new Error('the process that runs dbt has ended: see above')
      const { code } = JSON.parse(answer.value) as { code: number }
      return { code, output: readFileSync(output, 'utf8') }
    },
    async end() {
      child.stdin.end()
      await ended
      rmSync(outputs, { recursive: true, force: true })
    },
  }
}
