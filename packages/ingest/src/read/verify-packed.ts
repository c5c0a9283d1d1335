import { open } from 'node:fs/promises'
import { isZipStart } from './file-kind.js'
import { openZip } from './zip-archive.js'

/**
 * Reads a zip to its end against its own sizes and checksums; other files carry none that stand apart from reading
 * them, and pass. Throws a TdbtError that names the member that is damaged.
 */
export async function verifyPacked(path: string, label: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    const start = Buffer.alloc(4)
    const { bytesRead } = await handle.read(start, 0, 4, 0)
    if (!isZipStart(start.subarray(0, bytesRead))) return
    const archive = await openZip(handle, label)
    for (const member of archive.members.values()) for await (const _chunk of member.open());
  } finally {
    await handle.close()
  }
}
