import { constants, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Dispatcher, request } from 'undici'
import { notWritten } from '../read/not-written.js'
import { verifyPacked } from '../read/verify-packed.js'
import { displayUrl } from './display-url.js'
import { DownloadError } from './download-error.js'
import { openHttp } from './http-client.js'
import { headerOf, Interrupted, interruptedBy } from './http-failure.js'
import type { HttpLimits } from './http-limits.js'
import {
  type DownloadFolder,
  type FileVersion,
  isResumable,
  isStrong,
  openDownloadFolder,
  type StoredFile,
  shortHash,
} from './partial-download.js'
import { tryRepeatedly } from './try-repeatedly.js'

/** Where a project's downloads are kept; each URL has a folder of its own in it. */
export function downloadCache(projectRoot: string): string {
  return join(projectRoot, '.tdbt', 'downloads')
}

export interface DownloadOptions {
  readonly cacheDir: string
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  readonly onProgress: (bytes: number, totalBytes: number | null) => void
}

/**
 * Fetches a file over http(s) into the cache and gives its path. What was fetched before and is still current is not
 * fetched again; what was broken off goes on where it stopped, unless the file has changed meanwhile. `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY` are respected. Throws a DownloadError that says what stood in the way, and
 * a TdbtError for a zip that came damaged and for a disk that can't hold the file.
 */
export async function download(url: string, options: DownloadOptions): Promise<string> {
  const { limits, signal } = options
  const onDisk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw notWritten(error, `the download of ${displayUrl(url)}`) ?? error
    })
  const folder = await onDisk(openDownloadFolder(join(options.cacheDir, shortHash(url))))
  const http = openHttp(limits)
  // A server that breaks off and can't resume sends the same bytes again and again: only new ones count.
  let furthest = 0
  const transfer: Transfer = { position: 0, total: null }
  try {
    return await tryRepeatedly(
      () => {
        transfer.position = 0
        return onDisk(tryOnce(url, folder, http.dispatcher, options, transfer))
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
          transfer.position === 0
            ? ''
            : ` after ${transfer.position} of ${transfer.total ?? 'unknown'} bytes`,
        giveUp: (reason, error, hint) =>
          new DownloadError(`can't download ${displayUrl(url)}: ${reason}`, { hint, cause: error }),
      },
    )
  } finally {
    await http.close()
  }
}

/** How far a try has come, in bytes of the file. */
interface Transfer {
  position: number
  total: number | null
}

/** What an earlier call has left of a URL's file: all of it, a part to go on from, or nothing. */
export async function keptDownload(
  url: string,
  cacheDir: string,
): Promise<{ readonly bytes: number; readonly isComplete: boolean } | null> {
  const folder = await openDownloadFolder(join(cacheDir, shortHash(url)))
  const part = await folder.part()
  const kept = part ?? (await folder.complete())
  return kept === undefined ? null : { bytes: kept.size, isComplete: part === undefined }
}

async function tryOnce(
  url: string,
  folder: DownloadFolder,
  dispatcher: Dispatcher,
  options: DownloadOptions,
  transfer: Transfer,
): Promise<string> {
  const complete = await folder.complete()
  const part = await folder.part()
  const response = await request(url, {
    dispatcher,
    signal: options.signal,
    headers: {
      'user-agent': 'tdbt',
      'accept-encoding': 'identity',
      ...(part === undefined ? conditionsFor(complete) : rangeFor(part)),
    },
  })
  try {
    const version = versionOf(response)
    if (response.statusCode === 304 && complete !== undefined) return complete.path

    let start = 0
    if (response.statusCode === 206 && part !== undefined) {
      if (!continues(response, part)) {
        await folder.discardPart(part.path)
        throw new Interrupted('the file changed on the server while it was fetched')
      }
      start = part.size
    } else if (response.statusCode === 416 && part !== undefined) {
      await folder.discardPart(part.path)
      throw new Interrupted('the server has less of the file than was fetched before')
    } else if (response.statusCode !== 200) {
      throw refusal(url, response)
    }

    const length = Number(response.headers['content-length'] ?? Number.NaN)
    const total = Number.isFinite(length) ? start + length : null
    transfer.total = total
    const path = start > 0 && part !== undefined ? part.path : await folder.startPart(version)
    try {
      const end = await writeBody(path, start, response.body, (position) => {
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
      await verifyPacked(path, displayUrl(url))
    } catch (error) {
      await folder.discardPart(path)
      throw error
    }
    return await folder.finish(path, start > 0 && part !== undefined ? part.version : version)
  } finally {
    // What nobody reads of an answer is thrown away, and that this breaks it off is no error of anyone's.
    response.body.on('error', () => {}).destroy()
  }
}

function conditionsFor(complete: StoredFile | undefined): Record<string, string> {
  if (complete === undefined) return {}
  const { etag, lastModified } = complete.version
  if (etag !== null) return { 'if-none-match': etag }
  return lastModified === null ? {} : { 'if-modified-since': lastModified }
}

function rangeFor({ size, version }: StoredFile): Record<string, string> {
  const validator = isStrong(version.etag) ? version.etag : version.lastModified
  return { range: `bytes=${size}-`, ...(validator === null ? {} : { 'if-range': validator }) }
}

function versionOf(response: Dispatcher.ResponseData): FileVersion {
  return {
    etag: headerOf(response.headers, 'etag') ?? null,
    lastModified: headerOf(response.headers, 'last-modified') ?? null,
  }
}

/** Whether a partial answer is the rest of the same version: not every server heeds If-Range. */
function continues(response: Dispatcher.ResponseData, part: StoredFile): boolean {
  const range = /^bytes (\d+)-/.exec(headerOf(response.headers, 'content-range') ?? '')
  const version = versionOf(response)
  return (
    range !== null &&
    Number(range[1]) === part.size &&
    (version.etag === null || version.etag === part.version.etag) &&
    (version.lastModified === null || version.lastModified === part.version.lastModified)
  )
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

function refusal(url: string, response: Dispatcher.ResponseData): Error {
  const interrupted = interruptedBy(response)
  if (interrupted !== undefined) return interrupted
  const { statusCode, headers } = response
  const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
  const reason = isRedirect ? 'it redirects too often' : `the server answered ${statusCode}`
  return new DownloadError(`can't download ${displayUrl(url)}: ${reason}`, {
    hint:
      statusCode === 404 || statusCode === 410 || isRedirect
        ? 'the file may have moved; check the url of the source'
        : statusCode === 401 || statusCode === 403
          ? 'the address may need a login; fetch the file by hand and give it with --data'
          : 'fetch the file by hand and give it with --data',
  })
}
