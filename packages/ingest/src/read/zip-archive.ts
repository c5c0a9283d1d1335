import type { FileHandle } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { TdbtError } from '@tdbt/adapter-api'
import * as yauzl from 'yauzl'

export interface ZipMember {
  readonly name: string
  readonly compressedSize: number
  /**
   * The unpacked bytes. Fails at the end where they are not those that were packed (size, CRC-32). `onRead` is told how
   * many packed bytes have been read so far.
   */
  open(onRead?: (bytes: number) => void): AsyncGenerator<Buffer, void, undefined>
}

export interface ZipArchive {
  /** The files of the archive by their names; folders are left out. */
  readonly members: ReadonlyMap<string, ZipMember>
}

/** Sheets unpack to ten times their size: with the usual 16 KB a sixth of the time goes into passing chunks on. */
const chunkSize = 128 * 1024
const deflated = 8

/**
 * Opens a zip by its directory, which stands at its end: a truncated file is found out before anything is read.
 * The handle stays the caller's, who closes it. `label` names the file in errors.
 */
export async function openZip(handle: FileHandle, label: string): Promise<ZipArchive> {
  const members = new Map<string, ZipMember>()
  try {
    const zip = await yauzl.fromFdPromise(handle.fd, { autoClose: false })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      members.set(entry.fileName, {
        name: entry.fileName,
        compressedSize: entry.compressedSize,
        open: (onRead) => unpack(zip, entry, label, onRead),
      })
    }
  } catch (error) {
    throw brokenZip(error, label)
  }
  return { members }
}

async function* unpack(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  label: string,
  onRead: ((bytes: number) => void) | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  if (!entry.canDecodeFileData())
    throw new TdbtError(
      'archive-not-supported',
      `${entry.fileName} in ${label} is ${entry.isEncrypted() ? 'encrypted' : 'packed in a way other than deflate'}`,
    )
  let sum = 0
  let size = 0
  try {
    const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false })
    const bytes: AsyncIterable<Buffer> = entry.compressionMethod === deflated ? inflated(packed) : packed
    for await (const chunk of bytes) {
      sum = crc32(chunk, sum)
      size += chunk.length
      if (size > entry.uncompressedSize) break
      // Counted as if packed evenly, which it nearly is; the streams do not tell how far they have read.
      onRead?.(Math.round((size / entry.uncompressedSize) * entry.compressedSize))
      yield chunk
    }
  } catch (error) {
    throw brokenZip(error, label)
  }
  if (size !== entry.uncompressedSize || sum !== entry.crc32)
    throw new TdbtError(
      'archive-damaged',
      `${entry.fileName} in ${label} is damaged: its ${size === entry.uncompressedSize ? 'CRC-32' : 'size'} does not match`,
      { hint: 'it may have been changed on its way; fetch it again' },
    )
}

function inflated(packed: Readable): Readable {
  // The error of either comes out of the iteration; the callback is what pipeline wants to be told it to as well.
  return pipeline(packed, createInflateRaw({ chunkSize }), () => {})
}

function brokenZip(error: unknown, label: string): TdbtError {
  return new TdbtError(
    'archive-damaged',
    `${label} is a broken zip: ${error instanceof Error ? error.message : String(error)}`,
    { cause: error },
  )
}
