import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { TdbtError } from '@tdbt/adapter-api'
import { displayUrl, type HttpLimits, interruptedBy, openHttp, tryRepeatedly } from '@tdbt/ingest'
import { type Dispatcher, request } from 'undici'

/** Reads from servers, with patience where they fail. */
export interface Http {
  /** The JSON at an address; undefined where the server says that there is nothing. @throws TdbtError (`package-not-downloaded`) */
  json(url: string): Promise<unknown>
  /**
   * Downloads a file and works on it; both are done again where the file did not come whole.
   * @throws TdbtError (`package-not-downloaded`) and what `work` throws as one
   */
  download(url: string, path: string, work: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export function createHttp(limits: HttpLimits, signal: AbortSignal): Http {
  const client = openHttp(limits)
  const fetch = async (url: string): Promise<Dispatcher.ResponseData> => {
    const response = await request(url, {
      dispatcher: client.dispatcher,
      signal,
      headers: { 'user-agent': 'tdbt', 'accept-encoding': 'identity' },
    })
    const interrupted = interruptedBy(response)
    if (interrupted === undefined) return response
    await response.body.dump()
    throw interrupted
  }
  const patiently = <Result>(url: string, once: () => Promise<Result>): Promise<Result> => {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new TdbtError('package-not-downloaded', `'${displayUrl(url)}' is no address of a web server`, {
        hint: 'it begins with https:// or http://',
      })
    const giveUp = (reason: string, cause: unknown, hint?: string): Error =>
      new TdbtError('package-not-downloaded', `can't read ${displayUrl(url)}: ${reason}`, { hint, cause })
    return tryRepeatedly(once, { limits, signal, giveUp })
  }
  const refuse = (url: string, { statusCode }: Dispatcher.ResponseData): TdbtError =>
    new TdbtError(
      'package-not-downloaded',
      `can't read ${displayUrl(url)}: the server answered ${statusCode}`,
    )
  return {
    json: (url) =>
      patiently(url, async () => {
        const response = await fetch(url)
        const text = await response.body.text()
        if (response.statusCode === 404) return undefined
        if (response.statusCode !== 200) throw refuse(url, response)
        return JSON.parse(text) as unknown
      }),
    download: (url, path, work) =>
      patiently(url, async () => {
        const response = await fetch(url)
        if (response.statusCode !== 200) {
          await response.body.dump()
          throw refuse(url, response)
        }
        await pipeline(response.body, createWriteStream(path), { signal })
        await work()
      }),
    close: () => client.close(),
  }
}
