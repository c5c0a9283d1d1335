import { setTimeout as wait } from 'node:timers/promises'
import { TdbtError } from '@tdbt/adapter-api'
import { failureOf, Interrupted } from './http-failure.js'
import type { HttpLimits } from './http-limits.js'

export interface Tries {
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  /** Whether the try that failed got further than those before it: then they are counted anew. */
  readonly gotFurther?: () => boolean
  /** How far the try that failed got, as its message says it: ` after 10 of 20 bytes`. */
  readonly reached?: () => string
  /** The error for the user, where no further try is made. */
  readonly giveUp: (reason: string, error: unknown, hint: string | undefined) => Error
}

/**
 * Tries until it succeeds, with a longer wait each time, at least as long as the server asks for. A TdbtError is an
 * answer and no failure: it is thrown at once.
 */
export async function tryRepeatedly<T>(once: () => Promise<T>, tries: Tries): Promise<T> {
  const { limits, signal, giveUp } = tries
  let fruitless = 0
  for (;;) {
    try {
      return await once()
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof TdbtError) throw error
      fruitless = tries.gotFurther?.() === true ? 1 : fruitless + 1
      const { reason, hint, isFinal } = failureOf(error)
      if (isFinal) throw giveUp(reason, error, hint)
      if (fruitless >= limits.attempts) {
        const reached = error instanceof Interrupted ? '' : (tries.reached?.() ?? '')
        throw giveUp(`${reason}${reached} (${fruitless === 1 ? '1 try' : `${fruitless} tries`})`, error, hint)
      }
      const asked = (error instanceof Interrupted ? error.retryAfter : undefined) ?? 0
      if (asked > limits.longestWait)
        throw giveUp(`${reason} and asks to wait ${Math.ceil(asked / 1000)} seconds`, error, hint)
      // A little chance, so that many clients of a server that failed do not all come back at once.
      const delay = limits.firstDelay * 2 ** (fruitless - 1) * (0.75 + Math.random() / 2)
      await wait(Math.max(delay, asked), undefined, { signal })
    }
  }
}
