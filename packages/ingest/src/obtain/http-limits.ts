/** How patient a download is. Times in milliseconds. */
export interface HttpLimits {
  readonly connectTimeout: number
  /** Longest silence: before the answer, and between two pieces of it. */
  readonly stallTimeout: number
  /** Tries in a row that bring nothing before it gives up; one that brings bytes starts the count anew. */
  readonly attempts: number
  /** Wait before the second try; it doubles with each further one. */
  readonly firstDelay: number
  /** Longest wait that a server may ask for (`Retry-After`); one that wants more is given up. */
  readonly longestWait: number
}

export const defaultHttpLimits: HttpLimits = {
  connectTimeout: 15_000,
  stallTimeout: 60_000,
  attempts: 5,
  firstDelay: 500,
  longestWait: 300_000,
}
