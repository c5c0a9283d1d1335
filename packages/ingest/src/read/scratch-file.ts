import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A file without a name for what is too large for memory: it is unlinked as soon as it is open, so the system frees it
 * with the process, however that ends.
 */
export async function openScratchFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `tdbt-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await unlink(path)
  return handle
}
