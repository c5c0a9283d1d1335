import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureServer } from '@tdbt/postgres'
import pg from 'pg'
import { type ReadmeStep, readmeSteps } from './readme-steps.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = join(root, 'packages/cli/bin/tdbt.js')

export interface Ended {
  /** Null where a signal ended it. */
  readonly status: number | null
  /** Both streams, one after the other. */
  readonly output: string
}

type Environment = Readonly<Record<string, string>>

/** A copy of an example to work in, with an embedded server of its own. */
export interface Example {
  readonly path: string
  readonly readme: readonly ReadmeStep[]
  /** Runs commands as a user types them in the example's folder; the first that fails ends them. */
  run(commands: string, environment?: Environment): Ended
  /** Starts `tdbt` and does not wait for it. */
  start(args: readonly string[], environment?: Environment): ChildProcess
  /** The rows of a query on the example's server, each as psql writes it: values with a space between, null as nothing. */
  rows(sql: string): Promise<readonly string[]>
  read(file: string): string
  write(file: string, text: string): void
  /** Stops the server and takes the copy away. */
  remove(): void
}

export function openExample(name: string): Example {
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-example-'))
  const path = join(folder, name)
  const isWritten = (file: string): boolean => !/[\\/](\.tdbt|target|logs)$/.test(file)
  cpSync(join(root, 'examples', name), path, { recursive: true, filter: isWritten })

  // `npx tdbt` is the program of this checkout, wherever the copy lies.
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(join(bin, 'npx'), 0o755)

  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DBT_|NO_COLOR|FORCE_COLOR|PG)/.test(name),
  )
  const env = {
    ...Object.fromEntries(inherited),
    NO_COLOR: '1',
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  }
  const run: Example['run'] = (commands, environment) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', commands], {
      cwd: path,
      encoding: 'utf8',
      env: { ...env, ...environment },
    })
    return { status, output: stdout + stderr }
  }
  return {
    path,
    readme: readmeSteps(readFileSync(join(path, 'README.md'), 'utf8')),
    run,
    start: (args, environment) =>
      spawn(process.execPath, [program, ...args], { cwd: path, env: { ...env, ...environment } }),
    async rows(sql) {
      const asText = { getTypeParser: () => (value: string) => value }
      const client = new pg.Client({ ...(await ensureServer(path)), types: asText as pg.CustomTypesConfig })
      await client.connect()
      try {
        const { rows } = await client.query<(string | null)[]>({ text: sql, rowMode: 'array' })
        return rows.map((values) => values.join(' '))
      } finally {
        await client.end()
      }
    },
    read: (file) => readFileSync(join(path, file), 'utf8'),
    write: (file, text) => writeFileSync(join(path, file), text),
    remove() {
      run('npx tdbt server stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
