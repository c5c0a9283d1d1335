import { type Dispatcher, request } from 'undici'
import { displayUrl } from './display-url.js'
import { type Answer, type DownloadOptions, discard, fetchFile, type KeptFile } from './fetch-file.js'
import { openHttp } from './http-client.js'
import { headerOf, interruptedBy } from './http-failure.js'
import { type FileVersion, isStrong, type StoredFile } from './partial-download.js'
import { TransferError } from './transfer-error.js'

/**
 * Fetches a file over http(s) into the cache, as `fetchFile` does, and gives its path. `HTTPS_PROXY`, `HTTP_PROXY` and
 * `NO_PROXY` are respected.
 */
export async function download(url: string, options: DownloadOptions): Promise<string> {
  const http = openHttp(options.limits)
  try {
    return await fetchFile(
      {
        address: url,
        label: displayUrl(url),
        ask: (kept) => ask(url, kept, http.dispatcher, options.signal),
      },
      options,
    )
  } finally {
    await http.close()
  }
}

async function ask(
  url: string,
  { complete, part }: KeptFile,
  dispatcher: Dispatcher,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await request(url, {
    dispatcher,
    signal,
    headers: {
      'user-agent': 'tdbt',
      'accept-encoding': 'identity',
      ...(part === undefined ? conditionsFor(complete) : rangeFor(part)),
    },
  })
  try {
    const answer = answerOf(url, response, { complete, part })
    if (answer.kind !== 'bytes') discard(response.body)
    return answer
  } catch (error) {
    discard(response.body)
    throw error
  }
}

function answerOf(url: string, response: Dispatcher.ResponseData, { complete, part }: KeptFile): Answer {
  const { statusCode, headers, body } = response
  if (statusCode === 304 && complete !== undefined) return { kind: 'unchanged' }
  const given = Number(headers['content-length'] ?? Number.NaN)
  const length = Number.isFinite(given) ? given : null
  if (statusCode === 206 && part !== undefined) {
    return continues(response, part)
      ? { kind: 'bytes', version: part.version, start: part.size, length, body }
      : { kind: 'stale', reason: 'the file changed on the server while it was fetched' }
  }
  if (statusCode === 416 && part !== undefined)
    return { kind: 'stale', reason: 'the server has less of the file than was fetched before' }
  if (statusCode !== 200) throw refusal(url, response)
  return { kind: 'bytes', version: versionOf(response), start: 0, length, body }
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

function refusal(url: string, response: Dispatcher.ResponseData): Error {
  const interrupted = interruptedBy(response)
  if (interrupted !== undefined) return interrupted
  const { statusCode, headers } = response
  const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
  const reason = isRedirect ? 'it redirects too often' : `the server answered ${statusCode}`
  return new TransferError(`can't download ${displayUrl(url)}: ${reason}`, {
    hint:
      statusCode === 404 || statusCode === 410 || isRedirect
        ? 'the file may have moved; check the url of the source'
        : statusCode === 401 || statusCode === 403
          ? 'the address may need a login; fetch the file by hand and give it with --data'
          : 'fetch the file by hand and give it with --data',
  })
}
