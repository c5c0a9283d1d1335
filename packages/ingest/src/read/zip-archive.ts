import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { TdbtError } from '@tdbt/adapter-api'
import * as yauzl from 'yauzl'

export interface ZipMember {
  readonly name: string
  readonly compressedSize: number
  readonly size: number
  /** The unpacked bytes. Fails at the end where they are not those that were packed (size, CRC-32). */
  open(onRead?: (bytes: number) => void): Promise<Readable>
}

export interface ZipArchive {
  /** The files of the archive by their names; folders are left out. */
  readonly members: ReadonlyMap<string, ZipMember>
}

/**
 * Opens a zip by its directory, which stands at its end: a truncated file is found out before anything is read.
 * The handle stays the caller's, who closes it. `label` names the file in errors.
 */
export async function openZip(handle: FileHandle, label: string): Promise<ZipArchive> {
  const broken = (error: unknown): TdbtError =>
    new TdbtError(
      'Ingestion',
      `${label} is a broken zip: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'it may have been cut off on its way; fetch it again',
        cause: error,
      },
    )
  const members = new Map<string, ZipMember>()
  try {
    const zip = await yauzl.fromFdPromise(handle.fd, { autoClose: false })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      members.set(entry.fileName, {
        name: entry.fileName,
        compressedSize: entry.compressedSize,
        size: entry.uncompressedSize,
        open: async (onRead) => {
          if (!entry.canDecodeFileData())
            throw new TdbtError(
              'Ingestion',
              `${entry.fileName} in ${label} is ${entry.isEncrypted() ? 'encrypted' : 'packed in a way other than deflate'}`,
              { hint: 'unpack it and give the path of the file itself' },
            )
          try {
            return Readable.from(
              verified(await zip.openReadStreamPromise(entry), entry, label, broken, onRead),
              {
                objectMode: false,
              },
            )
          } catch (error) {
            throw broken(error)
          }
        },
      })
    }
  } catch (error) {
    throw broken(error)
  }
  return { members }
}

async function* verified(
  stream: Readable,
  entry: yauzl.Entry,
  label: string,
  broken: (error: unknown) => TdbtError,
  onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let sum = 0
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum)
      bytes += chunk.length
      // Counted as if packed evenly, which it nearly is; the library does not tell how far it has read.
      onRead?.(Math.round((bytes / entry.uncompressedSize) * entry.compressedSize))
      yield chunk
    }
  } catch (error) {
    throw broken(error)
  }
  if (sum !== entry.crc32)
    throw new TdbtError('Ingestion', `${entry.fileName} in ${label} is damaged: its CRC-32 does not match`, {
      hint: 'it may have been changed on its way; fetch it again',
    })
}
