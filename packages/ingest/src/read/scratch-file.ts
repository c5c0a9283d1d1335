import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notWritten } from './not-written.js'

export interface ScratchFile {
  /** For reading. */
  readonly handle: FileHandle
  /** Writes at the end. Throws a TdbtError where the disk takes no more. */
  append(bytes: Buffer): Promise<void>
  close(): Promise<void>
}

/**
 * A file without a name for what is too large for memory: it is unlinked as soon as it is open, so the system frees it
 * with the process, however that ends. Throws a TdbtError where the temporary folder takes none.
 */
export async function openScratchFile(): Promise<ScratchFile> {
  const folder = tmpdir()
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw notWritten(error, `a scratch file in ${folder} (TMPDIR)`) ?? error
    }
  }
  const path = join(folder, `tdbt-${randomUUID()}`)
  const handle = await guarded(() => open(path, 'wx+', 0o600))
  await unlink(path)
  return {
    handle,
    async append(bytes) {
      await guarded(() => handle.appendFile(bytes))
    },
    close: () => handle.close(),
  }
}
