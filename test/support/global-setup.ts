import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stopServer } from '@tdbt/postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the run's embedded server, which the first test that wants a database starts. */
    testServerRoot: string
  }
}

/**
 * Builds the program, which some tests run as a user does. Gives the run a folder for its server, and takes both away
 * at its end.
 */
export default function setup({ provide }: TestProject): () => Promise<void> {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))])
  const root = mkdtempSync(join(tmpdir(), 'tdbt-test-server-'))
  provide('testServerRoot', root)
  return async () => {
    await stopServer(root)
    rmSync(root, { recursive: true, force: true })
  }
}
