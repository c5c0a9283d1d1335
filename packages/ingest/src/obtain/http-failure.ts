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

/** Errors that no second try mends: a name that does not exist, a certificate that is not trusted. */
export function isFinal(error: unknown): boolean {
  const code = codeOf(error)
  return (
    code === 'ENOTFOUND' || /CERT|SSL|TLS|VERIFY/.test(code) || /^(?:ENOSPC|EACCES|EROFS|EDQUOT)$/.test(code)
  )
}

export function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the server is not known',
  EAI_AGAIN: 'the name of the server could not be looked up',
  ECONNREFUSED: 'the server refuses connections',
  ECONNRESET: 'the server closed the connection',
  UND_ERR_SOCKET: 'the server closed the connection',
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
