import type { Invocation } from '../invocation/invocation.js'

/** Milliseconds between two tries: a cancel that comes before the statement it is meant for is lost. */
const pause = 300

/**
 * Cancels on the server what runs when the command is interrupted, and whatever is sent after that.
 * @returns what ends it, when nothing runs any more.
 */
export function cancelOnAbort({ signal, emit }: Invocation, cancel: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined
  const tryCancel = (): void => {
    cancel().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      emit({ name: 'Warning', message: `could not cancel what was running: ${message}` })
    })
  }
  const onAbort = (): void => {
    tryCancel()
    timer = setInterval(tryCancel, pause)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return () => {
    signal.removeEventListener('abort', onAbort)
    clearInterval(timer)
  }
}
