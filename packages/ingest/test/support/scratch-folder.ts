import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface ScratchFolder {
  readonly path: string
  /** Writes a file into it and gives its path. */
  write(name: string, content: string | Uint8Array): Promise<string>
}

/** A temporary folder that goes with the test. */
export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), 'tdbt-ingest-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return {
    path,
    async write(name, content) {
      await writeFile(join(path, name), content)
      return join(path, name)
    },
  }
}
