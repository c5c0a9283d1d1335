/** Milliseconds between two tries: a cancel that comes before the statement it is meant for is lost. */
const pause = 300

/**
 * Cancels on the server what runs when `signal` aborts, and whatever is sent after that.
 * @returns what ends it; done when no cancel is on its way any more, so that none hits what comes next.
 */
export function cancelOnAbort(
  signal: AbortSignal,
  cancel: () => Promise<void>,
  onFailure: (message: string) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let underway: Promise<void> | undefined
  let isTold = false
  const tryCancel = (): void => {
    underway ??= cancel()
      .catch((error: unknown) => {
        // Each try may fail for the same reason.
        if (isTold) return
        isTold = true
        const message = error instanceof Error ? error.message : String(error)
        onFailure(`could not cancel what was running: ${message}`)
      })
      .finally(() => {
        underway = undefined
      })
  }
  const onAbort = (): void => {
    tryCancel()
    timer = setInterval(tryCancel, pause)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return async () => {
    signal.removeEventListener('abort', onAbort)
    clearInterval(timer)
    await underway
  }
}
