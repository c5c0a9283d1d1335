import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, resolve } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import type { FileLocation } from '../config/define-source.js'
import { readRows } from '../read/read-rows.js'
import { displayUrl } from './display-url.js'
import { download } from './download.js'
import { downloadS3 } from './download-s3.js'
import { type DownloadOptions, downloadCache } from './fetch-file.js'
import type { HttpLimits } from './http-limits.js'
import { type FileToLand, landFile } from './land-file.js'
import type { ObtainedInput } from './obtained-input.js'
import { isS3, readS3Object, readS3Prefix, s3Url } from './s3-address.js'
import { TransferError } from './transfer-error.js'

export interface ObtainOptions {
  /** Paths of a source are relative to it. */
  readonly projectRoot: string
  /** Where downloads are kept, if not below `.tdbt` of the project. */
  readonly downloadPath?: string
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  readonly onProgress: (phase: 'download' | 'read' | 'land', bytes: number, totalBytes: number | null) => void
}

/**
 * Brings a source's file onto this machine, where it is not yet, and takes its checksum. Its name is the last step of
 * the path or URL; that of one that lands in a bucket is its whole address there.
 * @param folder below the prefix that it lands at: `source/table`.
 */
export async function obtainFile(
  location: FileLocation,
  folder: string,
  options: ObtainOptions,
): Promise<ObtainedInput> {
  const file = await obtain(location, options)
  if (location.land === undefined) return file
  const prefix = readS3Prefix(location.land)
  const { limits, signal, onProgress } = options
  const address = await landFile(
    file,
    { ...prefix, key: `${prefix.key}${folder}/` },
    { limits, signal, onProgress: (bytes, total) => onProgress('land', bytes, total) },
  )
  const url = s3Url(address)
  // Each version of the file lands at an address of its own; on this machine the last one is enough.
  const place = `landed ${location.url ?? location.path}`
  const landed = await obtain({ ...location, url, path: undefined }, options, place)
  if (landed.sha256 === file.sha256) return { ...landed, name: url }
  throw new TransferError(`${url} has other content than its key says`, {}, 'landed-differs')
}

async function obtain(
  location: FileLocation,
  options: ObtainOptions,
  place?: string,
): Promise<ObtainedInput & FileToLand> {
  const { path, name, label } = await locate(location, options, place)
  const before = await statOf(path, label)
  const sha256 = await checksum(path, before.size, label, options)
  return {
    path,
    name,
    label,
    bytes: before.size,
    sha256,
    rows: (onRead) => readRows(path, location, label, onRead),
    async assertUnchanged() {
      const now = await statOf(path, label)
      if (now.size !== before.size || now.mtimeMs !== before.mtimeMs || now.ino !== before.ino)
        throw new TdbtError('file-changed', `${label} was changed while it was read`)
    },
    close: () => Promise.resolve(),
  }
}

async function locate(
  location: FileLocation,
  options: ObtainOptions,
  place: string | undefined,
): Promise<{ path: string; name: string; label: string }> {
  const { projectRoot, limits, signal } = options
  if (location.url === undefined) {
    const path = resolve(projectRoot, location.path ?? '')
    return { path, name: basename(path), label: pathLabel(path, projectRoot) }
  }
  const downloading: DownloadOptions = {
    cacheDir: options.downloadPath ?? downloadCache(projectRoot),
    limits,
    signal,
    onProgress: (bytes, total) => options.onProgress('download', bytes, total),
  }
  if (isS3(location.url)) {
    const address = readS3Object(location.url)
    const path = await downloadS3(address, downloading, place)
    return { path, name: basename(address.key), label: s3Url(address) }
  }
  const url = readUrl(location.url)
  const path = await download(url.href, downloading)
  return { path, name: lastStep(url), label: displayUrl(url) }
}

function readUrl(given: string): URL {
  let url: URL
  try {
    url = new URL(given)
  } catch (error) {
    throw new TdbtError('url-not-valid', `not a valid url: ${displayUrl(given)}`, { cause: error })
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw new TdbtError(
    'url-not-valid',
    `tdbt ingest reads http:, https:, s3: and paths, not ${url.protocol}`,
    { hint: 'fetch the file and give it with --data' },
  )
}

/** The address by which downloads know a location; undefined for a path. */
export function addressOf({ url }: FileLocation): string | undefined {
  if (url === undefined) return undefined
  if (isS3(url)) return s3Url(readS3Object(url))
  return URL.canParse(url) ? new URL(url).href : undefined
}

function pathLabel(path: string, projectRoot: string): string {
  const inside = relative(projectRoot, path)
  if (inside === '') return '.'
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside
}

function lastStep(url: URL): string {
  const name = basename(url.pathname)
  try {
    return decodeURIComponent(name) || url.hostname
  } catch {
    // A percent sign that is not meant as an escape: the name as it stands is as good.
    return name
  }
}

async function statOf(path: string, label: string) {
  try {
    const found = await stat(path)
    if (found.isFile()) return found
  } catch (error) {
    throw notReadable(error, label)
  }
  throw new TdbtError('file-not-readable', `${label} is no file`)
}

function notReadable(error: unknown, label: string): TdbtError {
  return new TdbtError('file-not-readable', `can't read ${label}: ${sentenceOf(error)}`, { cause: error })
}

function sentenceOf(error: unknown): string {
  const { code } = error as { code?: string }
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'permission denied'
  return error instanceof Error ? error.message : String(error)
}

async function checksum(path: string, size: number, label: string, options: ObtainOptions): Promise<string> {
  const hash = createHash('sha256')
  let read = 0
  const bytes = createReadStream(path, { highWaterMark: 1024 * 1024, signal: options.signal })
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      hash.update(chunk)
      read += chunk.length
      options.onProgress('read', read, size)
    }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw notReadable(error, label)
  }
  return hash.digest('hex')
}
