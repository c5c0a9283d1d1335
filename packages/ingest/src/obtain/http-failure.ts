import type { Dispatcher } from 'undici'

/** A failure that another try may mend. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined

  constructor(message: string, retryAfter?: number) {
    super(message)
    this.retryAfter = retryAfter
  }
}

const worthAnotherTry = new Set([408, 425, 429, 500, 502, 503, 504])

/** What a refused request says, where another try may get another answer; undefined where none will. */
export function interruptedBy({ statusCode, headers }: Dispatcher.ResponseData): Interrupted | undefined {
  if (!worthAnotherTry.has(statusCode)) return undefined
  return new Interrupted(`the server answered ${statusCode}`, retryAfter(headerOf(headers, 'retry-after')))
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}

/** Why a request failed, for people. */
export interface HttpFailure {
  readonly reason: string
  /** Where it is another than that of every failure. */
  readonly hint?: string
  /** No second try mends it: a name that does not exist, a certificate that is not trusted. */
  readonly isFinal: boolean
}

export function failureOf(error: unknown): HttpFailure {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const final = finalFailure(code, message)
  return final === undefined
    ? { reason: passing[code] ?? message, isFinal: false }
    : { ...final, isFinal: true }
}

function finalFailure(code: string, message: string): Omit<HttpFailure, 'isFinal'> | undefined {
  const moved = 'what is there may have moved; look at the url in a browser'
  if (code === 'ENOTFOUND') return { reason: 'the name of the server is not known' }
  if (/^Redirect loop/.test(message)) return { reason: 'it redirects in a circle', hint: moved }
  if (code === 'ERR_INVALID_URL') return { reason: 'it redirects to what is no address', hint: moved }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return {
      reason: 'the server does not speak TLS there',
      hint: 'the address may need http: instead of https:',
    }
  if (/CERT|VERIFY/.test(code))
    return {
      reason: `the certificate of the server is not trusted: ${message}`,
      hint: 'where a network has certificates of its own, NODE_EXTRA_CA_CERTS names their file',
    }
  if (/SSL|TLS/.test(code)) return { reason: `TLS failed (${code})` }
  return undefined
}

const passing: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'the name of the server could not be looked up',
  ECONNREFUSED: 'the server refuses connections',
  EPIPE: 'the server closed the connection',
  ECONNRESET: 'the server closed the connection',
  UND_ERR_SOCKET: 'the server closed the connection',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the server closed the connection',
  UND_ERR_CONNECT_TIMEOUT: 'the server does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'the server accepted the request and then said nothing',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : codeOf(error.cause)
}

export function headerOf(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
