import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a server says of a file's version. */
export interface FileVersion {
  readonly etag: string | null
  readonly lastModified: string | null
  /** Of the whole file, where the server has one; base64. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string }
}

export type ChecksumAlgorithm = 'SHA256' | 'SHA1' | 'MD5' | 'CRC64NVME' | 'CRC32C' | 'CRC32'

export interface StoredFile {
  readonly path: string
  readonly version: FileVersion
  readonly size: number
}

/**
 * The folder of one URL's download: `data`, whole and verified, and the parts of one that was broken off. A part's
 * name says its version, so that pieces of two versions never meet in one file.
 */
export interface DownloadFolder {
  complete(): Promise<StoredFile | undefined>
  /** The part to go on from. */
  part(): Promise<StoredFile | undefined>
  /** Where a download of this version goes; parts of other versions are removed. */
  startPart(version: FileVersion): Promise<string>
  discardPart(path: string): Promise<void>
  /** Puts a part that is whole in the place of `data`. */
  finish(path: string, version: FileVersion): Promise<string>
}

export async function openDownloadFolder(folder: string): Promise<DownloadFolder> {
  await mkdir(folder, { recursive: true })
  const dataPath = join(folder, 'data')

  const stored = async (path: string): Promise<StoredFile | undefined> => {
    try {
      const version = JSON.parse(await readFile(`${path}.json`, 'utf8')) as FileVersion
      return { path, version, size: (await stat(path)).size }
    } catch {
      // Killed between the two files, or damaged: as if it had never been there; it is fetched anew.
      return undefined
    }
  }
  const parts = async (): Promise<string[]> =>
    (await readdir(folder)).filter((name) => name.startsWith('part-') && !name.endsWith('.json'))
  const remove = async (path: string): Promise<void> => {
    await rm(path, { force: true })
    await rm(`${path}.json`, { force: true })
  }

  return {
    complete: () => stored(dataPath),
    async part() {
      for (const name of await parts()) {
        const part = await stored(join(folder, name))
        if (part !== undefined && part.size > 0 && isResumable(part.version)) return part
      }
      return undefined
    },
    async startPart(version) {
      const name = `part-${isResumable(version) ? shortHash(JSON.stringify(version)) : randomUUID()}`
      for (const other of await parts()) if (other !== name) await remove(join(folder, other))
      await writeFile(join(folder, `${name}.json`), JSON.stringify(version))
      return join(folder, name)
    },
    discardPart: remove,
    async finish(path, version) {
      // The version comes last: a data file without it, or with that of its predecessor, must not pass for current.
      await rm(`${dataPath}.json`, { force: true })
      await rename(path, dataPath)
      await rm(`${path}.json`, { force: true })
      await writeFile(`${dataPath}.json`, JSON.stringify(version))
      return dataPath
    },
  }
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Weak tags mean 'much the same', which is not enough to join two pieces (RFC 9110, 13.1.5). */
export function isResumable(version: FileVersion): boolean {
  return isStrong(version.etag) || version.lastModified !== null
}

export function isStrong(etag: string | null): etag is string {
  return etag !== null && !etag.startsWith('W/')
}
