import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stopServer } from '@tdbt/postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the run's embedded server, which the first test that wants a database starts. */
    testServerRoot: string
  }
}

/** Gives the run a folder for its server, and takes both away at its end. */
export default function setup({ provide }: TestProject): () => Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'tdbt-test-server-'))
  provide('testServerRoot', root)
  return async () => {
    await stopServer(root)
    rmSync(root, { recursive: true, force: true })
  }
}
