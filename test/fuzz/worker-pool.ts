import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { hangSeconds } from './call-tdbt.js'
import { makeCase } from './fuzz-case.js'
import type { Bench, Verdict } from './run-case.js'

/** A worker is replaced after so many cases, so that what the program keeps for good does not add up. */
const casesOfWorker = 200

/** How long a case may take, in milliseconds: longer than a call that is a process of its own. */
export const defaultPatience = (hangSeconds + 15) * 1000

/** Runs the cases on several processes at once; one that hangs is killed, and its case told of. */
export async function runCases(
  numbers: readonly number[],
  bench: Omit<Bench, 'slot'>,
  options: { readonly workers: number; readonly patience: number },
  onEnd: (verdict: Verdict) => void,
): Promise<void> {
  const waiting = [...numbers]
  const serve = async (slot: number): Promise<void> => {
    let worker: ChildProcess | undefined
    let done = 0
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      worker ??= await startWorker({ ...bench, slot })
      const verdict = await runOne(worker, bench.seed, number, options.patience)
      onEnd(verdict)
      done += 1
      if (verdict.code === null || done % casesOfWorker === 0) {
        worker.kill('SIGKILL')
        worker = undefined
      }
    }
    worker?.kill('SIGKILL')
  }
  await Promise.all(Array.from({ length: options.workers }, (_, slot) => serve(slot)))
}

/** A worker that has loaded the program. */
async function startWorker(bench: Bench): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [JSON.stringify(bench)], {
    execArgv: ['--import', 'jiti/register'],
    // Nothing of the caller's environment changes what a project gets.
    env: { PATH: process.env.PATH, HOME: bench.scratch },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve()).once('exit', () => reject(new Error('a worker could not start')))
  })
  return worker
}

/** A case whose worker does not live to judge it has that as its problem. */
function runOne(worker: ChildProcess, seed: number, number: number, patience: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const started = performance.now()
    let output = ''
    const onOutput = (text: Buffer): void => {
      output += text.toString('utf8')
    }
    const end = (verdict: Verdict): void => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('exit', onExit)
      worker.stdout?.off('data', onOutput)
      worker.stderr?.off('data', onOutput)
      resolve(verdict)
    }
    const onMessage = (verdict: unknown): void => end(verdict as Verdict)
    const lose = (problem: string): void => {
      const { base, mutations } = makeCase(seed, number, () => ({}))
      const seconds = (performance.now() - started) / 1000
      end({ number, base, mutations, code: null, problems: [problem], seconds })
    }
    const onExit = (code: number | null): void => lose(`the worker ended (${code}): ${output.slice(0, 2000)}`)
    const timer = setTimeout(() => lose('it hangs'), patience)
    worker.on('message', onMessage).on('exit', onExit)
    worker.stdout?.on('data', onOutput)
    worker.stderr?.on('data', onOutput)
    worker.send(number)
  })
}
