import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { resetServer, type ServerAddress } from '@tdbt/postgres'
import type { BaseName } from './base-projects.js'
import { callInside, callProcess } from './call-tdbt.js'
import { type CallOutcome, readResults, writtenFiles } from './evidence.js'
import { type FuzzCase, makeCase } from './fuzz-case.js'
import { judge } from './judge.js'
import { type ProjectFiles, writeProject } from './project-files.js'
import { createDatabase, environmentOf, secret } from './server.js'
import { readWarehouse, type WarehouseState } from './warehouse.js'

/** What a worker needs to run cases. */
export interface Bench {
  readonly seed: number
  /** Holds the folders of the cases. */
  readonly scratch: string
  readonly address: ServerAddress
  /** Tells the databases of workers apart. */
  readonly slot: number
}

export interface Verdict {
  readonly number: number
  readonly base: BaseName
  readonly mutations: readonly string[]
  /** Exit code of the last call. */
  readonly code: number | null
  readonly problems: readonly string[]
  readonly seconds: number
}

/** The database of a base as it was built, which every case begins with a copy of. */
export function templateOf(base: BaseName): string {
  return `built_${base}`
}

/** Runs cases one after the other; a database that a case did not change is used again. */
export function createCaseRunner(bench: Bench): (number: number) => Promise<Verdict> {
  const pristine = new Map<BaseName, WarehouseState>()
  const prepare = async (base: BaseName): Promise<WarehouseState> => {
    const known = pristine.get(base)
    if (known) return known
    await createDatabase(bench.address, databaseOf(bench, base), templateOf(base))
    const state = await readWarehouse(addressOf(bench, base))
    pristine.set(base, state)
    return state
  }
  return async (number) => {
    const started = performance.now()
    const fuzzCase = makeCase(bench.seed, number, (base) =>
      environmentOf(bench.address, databaseOf(bench, base)),
    )
    const { base, mutations } = fuzzCase
    const before = await prepare(base)
    const folder = join(bench.scratch, `case-${number}`)
    writeCase(fuzzCase, folder)
    const calls = await callAll(fuzzCase, folder)
    const files = writtenFiles(folder)
    const after = await readWarehouse(addressOf(bench, base))
    if (calls.some(({ code }) => code !== 2) || !isSame(before, after)) pristine.delete(base)
    const problems = judge({
      calls,
      files,
      isPublished: isPublished(fuzzCase.files),
      results: readResults(files),
      before,
      after,
    })
    if (existsSync(join(folder, '.tdbt'))) await resetServer(folder)
    if (problems.length === 0) rmSync(folder, { recursive: true, force: true })
    else writeFileSync(join(folder, 'fuzz.txt'), report(fuzzCase, problems, calls))
    const seconds = (performance.now() - started) / 1000
    return { number, base, mutations, code: calls.at(-1)?.code ?? null, problems, seconds }
  }
}

function databaseOf({ slot }: Bench, base: BaseName): string {
  return `worker_${slot}_${base}`
}

function addressOf(bench: Bench, base: BaseName): ServerAddress {
  return { ...bench.address, database: databaseOf(bench, base) }
}

function writeCase({ files }: FuzzCase, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  // The account of a server that the project may start gets through, whatever the umask.
  chmodSync(folder, 0o755)
  writeProject(files, folder)
}

async function callAll({ calls, env, asProcess }: FuzzCase, folder: string): Promise<readonly CallOutcome[]> {
  const outcomes: CallOutcome[] = []
  const call = asProcess ? callProcess : callInside
  for (const words of calls) {
    outcomes.push(
      await call({
        words: [...words, '--project-dir', folder, '--profiles-dir', folder],
        folder,
        env: { ...env, HOME: folder },
      }),
    )
  }
  return outcomes
}

function isPublished(files: ProjectFiles): boolean {
  return [...files].some(
    ([path, entry]) => path !== 'profiles.yml' && entry.kind === 'file' && entry.bytes.includes(secret),
  )
}

function isSame(before: WarehouseState, after: WarehouseState): boolean {
  return JSON.stringify([...before.relations]) === JSON.stringify([...after.relations])
}

function report(
  { mutations, env }: FuzzCase,
  problems: readonly string[],
  calls: readonly CallOutcome[],
): string {
  return [
    ...mutations.map((what) => `mutation: ${what}`),
    ...problems.map((what) => `problem: ${what}`),
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...calls.map(
      ({ words, code, stdout, stderr }) => `\n$ tdbt ${words.join(' ')}\n${stdout}${stderr}exit code ${code}`,
    ),
  ].join('\n')
}
