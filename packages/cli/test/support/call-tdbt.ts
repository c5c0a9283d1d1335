import { Writable } from 'node:stream'
import { main } from '../../src/main.js'
import { withoutTimes } from './tdbt.js'

export interface Called {
  readonly code: number
  /** What it printed, without the lines that every command begins with, times and the path of the project. */
  readonly output: string
}

/** Runs the command line in this process, in a project's folder: what it does is the same, and it starts at once. */
export async function callTdbt(project: string, ...args: readonly string[]): Promise<Called> {
  const texts: string[] = []
  const stream = (): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        texts.push(String(chunk))
        done()
      },
    })
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(DBT_|NO_COLOR|FORCE_COLOR|PG)/.test(name)),
  )
  const code = await main(args, {
    version: '0.0.0',
    env,
    workingDir: project,
    stdout: stream(),
    stderr: stream(),
  })
  return { code, output: normalised(texts.join(''), project) }
}

/** Output of a command as it is the same in each run and on each machine. */
export function normalised(output: string, project: string): string {
  return withoutTimes(output)
    .replaceAll(project, '<project>')
    .replace(/^HH:MM:SS {2}/gm, '')
    .replace(/^(?:Running with tdbt=|Registered adapter: |Found \d).*\n/gm, '')
    .replace(/\.{3,} \[/g, '... [')
    .trim()
}
