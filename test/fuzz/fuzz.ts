import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerAddress } from '@tdbt/postgres'
import { type BaseName, baseNames, baseProject, bases } from './base-projects.js'
import { callProcess } from './call-tdbt.js'
import { builtBatch } from './fuzz-case.js'
import { writeProject } from './project-files.js'
import { templateOf, type Verdict } from './run-case.js'
import { createDatabase, environmentOf, startFuzzServer, stopFuzzServer } from './server.js'
import { defaultPatience, runCases } from './worker-pool.js'

export interface FuzzOptions {
  readonly seed: number
  readonly numbers: readonly number[]
  readonly workers?: number
  /** Milliseconds after which a case is taken to hang. */
  readonly patience?: number
  readonly onEnd?: (verdict: Verdict) => void
}

export interface Campaign {
  readonly verdicts: readonly Verdict[]
  /** Where the projects of the cases with problems are kept; null where there are none. */
  readonly kept: string | null
}

/** Builds the base projects on a server of its own, and each case on a copy of what they built. */
export async function fuzz(options: FuzzOptions): Promise<Campaign> {
  const { seed, numbers, onEnd } = options

  const scratch = mkdtempSync(join(tmpdir(), 'tdbt-fuzz-'))
  chmodSync(scratch, 0o755)
  const serverRoot = join(scratch, 'server')
  mkdirSync(serverRoot, { mode: 0o755 })
  const verdicts: Verdict[] = []
  try {
    const address = await startFuzzServer(serverRoot)
    for (const base of baseNames) await buildBase(base, scratch, address)
    const workers = options.workers ?? availableParallelism()
    const patience = options.patience ?? defaultPatience
    await runCases(numbers, { seed, scratch, address }, { workers, patience }, (verdict) => {
      verdicts.push(verdict)
      onEnd?.(verdict)
    })
  } finally {
    await stopFuzzServer(serverRoot)
    rmSync(serverRoot, { recursive: true, force: true })
  }
  const isClean = verdicts.every(({ problems }) => problems.length === 0)
  if (isClean) rmSync(scratch, { recursive: true, force: true })
  return { verdicts: verdicts.sort((a, b) => a.number - b.number), kept: isClean ? null : scratch }
}

async function buildBase(base: BaseName, scratch: string, address: ServerAddress): Promise<void> {
  const database = templateOf(base)
  await createDatabase(address, database)
  const folder = join(scratch, `base-${base}`)
  mkdirSync(folder)
  writeProject(baseProject(base, builtBatch), folder)
  for (const command of bases[base].commands) {
    const words = [command, '--project-dir', folder, '--profiles-dir', folder]
    const { code, stdout, stderr } = await callProcess({
      words,
      folder,
      env: { ...environmentOf(address, database), HOME: folder },
    })
    if (code !== 0) throw new Error(`the base project ${base} does not build:\n${stdout}${stderr}`)
  }
  rmSync(folder, { recursive: true, force: true })
}
