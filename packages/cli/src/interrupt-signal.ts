/**
 * The first Ctrl-C (or SIGTERM) aborts the signal, so that what runs can be cancelled and told of; the second ends the
 * process at once.
 */
export function interruptSignal(onFirst: () => void): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals): void => {
    // 128 and the signal's number, as shells have it.
    if (controller.signal.aborted) process.exit(name === 'SIGTERM' ? 143 : 130)
    onFirst()
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
