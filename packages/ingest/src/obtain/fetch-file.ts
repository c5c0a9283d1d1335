import { constants, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { notWritten } from '../read/not-written.js'
import { verifyPacked } from '../read/verify-packed.js'
import { Interrupted } from './http-failure.js'
import type { HttpLimits } from './http-limits.js'
import {
  type DownloadFolder,
  type FileVersion,
  isResumable,
  openDownloadFolder,
  type StoredFile,
  shortHash,
} from './partial-download.js'
import { TransferError } from './transfer-error.js'
import { tryRepeatedly } from './try-repeatedly.js'

/** Where a project's downloads are kept; each address has a folder of its own in it. */
export function downloadCache(projectRoot: string): string {
  return join(projectRoot, '.tdbt', 'downloads')
}

export interface DownloadOptions {
  readonly cacheDir: string
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  readonly onProgress: (bytes: number, totalBytes: number | null) => void
}

/** A file on a server. */
export interface RemoteFile {
  /** Its address, by which the cache knows it. */
  readonly address: string
  /** As messages call it, without secrets. */
  readonly label: string
  /**
   * Asks for the file, or for what is not there of it yet. Throws an Interrupted where another try may help and a
   * TransferError where none does.
   */
  ask(kept: KeptFile): Promise<Answer>
  /** Throws an Interrupted where a file that has arrived is not what the server has. */
  verify?(path: string, version: FileVersion): Promise<void>
}

/** What earlier tries have left. */
export interface KeptFile {
  readonly complete: StoredFile | undefined
  /** Is gone on from where it is there. */
  readonly part: StoredFile | undefined
}

export type Answer =
  /** The complete file is current. */
  | { readonly kind: 'unchanged' }
  /** The part belongs to another version than the server has. */
  | { readonly kind: 'stale'; readonly reason: string }
  | {
      readonly kind: 'bytes'
      /** Of the whole file; that of the part where it is gone on from. */
      readonly version: FileVersion
      /** Where the body begins in the file: 0, or the part's size. */
      readonly start: number
      /** Null where the server does not say. */
      readonly length: number | null
      readonly body: Readable
    }

/**
 * Fetches a file into the cache and gives its path. What was fetched before and is still current is not fetched
 * again; what was broken off goes on where it stopped, unless the file has changed meanwhile. Throws a TransferError
 * that says what stood in the way, and a TdbtError for a zip that came damaged and for a disk that can't hold the file.
 */
export async function fetchFile(file: RemoteFile, options: DownloadOptions): Promise<string> {
  const { limits, signal } = options
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw notWritten(error, `the download of ${file.label}`) ?? error
    })
  const folder = await onDisk(openDownloadFolder(join(options.cacheDir, shortHash(file.address))))
  // A server that breaks off and can't resume sends the same bytes again and again: only new ones count.
  let furthest = 0
  const transfer: Transfer = { position: 0, total: null }
  return tryRepeatedly(
    () => {
      transfer.position = 0
      return onDisk(tryOnce(file, folder, options, transfer))
    },
    {
      limits,
      signal,
      gotFurther() {
        if (transfer.position <= furthest) return false
        furthest = transfer.position
        return true
      },
      reached: () =>
        transfer.position === 0 ? '' : ` after ${transfer.position} of ${transfer.total ?? 'unknown'} bytes`,
      giveUp: (reason, error, hint) =>
        new TransferError(`can't download ${file.label}: ${reason}`, { hint, cause: error }),
    },
  )
}

/** How far a try has come, in bytes of the file. */
interface Transfer {
  position: number
  total: number | null
}

/** What an earlier call has left of an address's file: all of it, a part to go on from, or nothing. */
export async function keptDownload(
  address: string,
  cacheDir: string,
): Promise<{ readonly bytes: number; readonly isComplete: boolean } | null> {
  const folder = await openDownloadFolder(join(cacheDir, shortHash(address)))
  const part = await folder.part()
  const kept = part ?? (await folder.complete())
  return kept === undefined ? null : { bytes: kept.size, isComplete: part === undefined }
}

async function tryOnce(
  file: RemoteFile,
  folder: DownloadFolder,
  options: DownloadOptions,
  transfer: Transfer,
): Promise<string> {
  const complete = await folder.complete()
  const part = await folder.part()
  const answer = await file.ask({ complete, part })
  if (answer.kind === 'unchanged' && complete !== undefined) return complete.path
  if (answer.kind !== 'bytes') {
    if (part !== undefined) await folder.discardPart(part.path)
    throw new Interrupted(answer.kind === 'stale' ? answer.reason : 'the server sent nothing')
  }
  const { version, start, length, body } = answer
  try {
    const total = length === null ? null : start + length
    transfer.total = total
    const path = start > 0 && part !== undefined ? part.path : await folder.startPart(version)
    try {
      const end = await writeBody(path, start, body, (position) => {
        transfer.position = position
        options.onProgress(position, total)
      })
      if (total !== null && end !== total)
        throw new Interrupted(`the connection closed after ${end} of ${total} bytes`)
    } catch (error) {
      if (!isResumable(version)) await folder.discardPart(path)
      throw error
    }
    try {
      await file.verify?.(path, version)
      await verifyPacked(path, file.label)
    } catch (error) {
      await folder.discardPart(path)
      throw error
    }
    return await folder.finish(path, version)
  } finally {
    discard(body)
  }
}

/** What nobody reads of an answer is thrown away, and that this breaks it off is no error of anyone's. */
export function discard(body: Readable): void {
  body.on('error', () => {}).destroy()
}

async function writeBody(
  path: string,
  start: number,
  body: AsyncIterable<Buffer>,
  onWritten: (position: number) => void,
): Promise<number> {
  // Never emptied first: another process that fetches the same version writes the same bytes to the same places, and
  // neither may tear a hole into what the other has.
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    let position = start
    onWritten(position)
    for await (const chunk of body) {
      // A disk that fills up takes a part of it and says so without an error.
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done)
        done += bytesWritten
      }
      position += chunk.length
      onWritten(position)
    }
    await handle.truncate(position)
    await handle.sync()
    return position
  } finally {
    await handle.close()
  }
}
