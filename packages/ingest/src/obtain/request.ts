import { type Dispatcher, request as send } from 'undici'
import type { PluginAnswer, PluginRequest } from '../config/define-plugin.js'
import { readJson } from '../value/read-json.js'
import { displayUrl } from './display-url.js'
import { interruptedBy } from './http-failure.js'
import type { HttpLimits } from './http-limits.js'
import { tryRepeatedly } from './try-repeatedly.js'

/** A request that a plugin made and that brought no answer. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly hint: string
  /** Calls that led to the request. By the time it fails, V8 has lost those of a generator from the error's own stack. */
  readonly askedBy: string | undefined

  constructor(message: string, hint: string, options: { askedBy?: string; cause?: unknown }) {
    super(message, options)
    this.hint = hint
    this.askedBy = options.askedBy
  }
}

export interface RequestOptions {
  readonly dispatcher: Dispatcher
  readonly limits: HttpLimits
  readonly signal: AbortSignal
  /** The stack of the plugin's call. */
  readonly askedBy: string | undefined
}

/**
 * Asks a server and gives its whole answer, so that one that breaks off half-way is asked for again. Throws a
 * RequestFailure where there is none, and for any status but 2xx. Its message leaves out the query, the headers and
 * the bodies, which may hold keys.
 */
export async function request(
  url: string | URL,
  { method = 'GET', headers = {}, body }: PluginRequest,
  options: RequestOptions,
): Promise<PluginAnswer> {
  const { dispatcher, limits, signal, askedBy } = options
  const shown = shownUrl(url, askedBy)
  const once = async () => {
    const response = await send(url, {
      dispatcher,
      signal,
      method: method as Dispatcher.HttpMethod,
      headers: { 'user-agent': 'tdbt', 'accept-encoding': 'identity', ...headers },
      body,
    })
    const text = await response.body.text()
    const interrupted = interruptedBy(response)
    if (interrupted !== undefined) throw interrupted
    return { status: response.statusCode, headers: joined(response.headers), text }
  }
  const answer = await tryRepeatedly(once, {
    limits,
    signal,
    giveUp: (reason, error, hint = 'check the network and HTTPS_PROXY, and try again') =>
      new RequestFailure(`can't read ${shown}: ${reason}`, hint, { askedBy, cause: error }),
  })
  if (answer.status < 200 || answer.status > 299)
    throw new RequestFailure(
      `can't read ${shown}: the server answered ${answer.status}`,
      hintFor(answer.status),
      { askedBy },
    )
  return { headers: answer.headers, text: answer.text, json: () => jsonOf(answer.text, shown) }
}

function shownUrl(url: string | URL, askedBy: string | undefined): string {
  if (!URL.canParse(String(url)))
    throw new RequestFailure(
      `not a valid url: ${displayUrl(url)}`,
      'give the whole address, https:// included',
      { askedBy },
    )
  const { protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new RequestFailure(`request reads http: and https:, not ${protocol}`, 'give an https:// address', {
      askedBy,
    })
  return displayUrl(url)
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'check the key or token that the plugin sends'
  if (status === 404 || status === 410) return 'check the url that the plugin asks for'
  return 'check what the plugin sends'
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function jsonOf(text: string, shown: string): unknown {
  try {
    return readJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new RequestFailure(
      `${shown} did not answer with JSON: ${error.message}`,
      'look at what it answers, with curl for one',
      { cause: error },
    )
  }
}
