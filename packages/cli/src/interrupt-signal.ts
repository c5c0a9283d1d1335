import { constants } from 'node:os'

/** What interrupted a command, in dbt's words where dbt has them. */
const reasons = { SIGINT: 'keyboard interrupt', SIGTERM: 'SIGTERM', SIGHUP: 'SIGHUP' } as const

type InterruptName = keyof typeof reasons

/**
 * Milliseconds within which the same signal counts once: a terminal sends Ctrl-C to npm and to what npm runs, and npm
 * passes it on.
 */
const echo = 250

/**
 * The first Ctrl-C (or SIGTERM, or the SIGHUP of a terminal that was closed) aborts the signal, so that what runs can
 * be cancelled and told of; the second ends the process at once.
 */
export function interruptSignal(hooks: {
  onFirst(name: InterruptName): void
  /** Before the process ends. */
  onSecond(): void
}): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  let first: { readonly name: InterruptName; readonly at: number } | undefined
  const onSignal = (name: InterruptName): void => {
    const now = performance.now()
    if (first === undefined) {
      first = { name, at: now }
      hooks.onFirst(name)
      controller.abort(new Error(reasons[name]))
    } else if (name !== first.name || now - first.at > echo) {
      hooks.onSecond()
      dispose()
      endProcess(128 + constants.signals[name])
    }
  }
  const names = Object.keys(reasons) as InterruptName[]
  const dispose = (): void => {
    for (const name of names) process.off(name, onSignal)
  }
  for (const name of names) process.on(name, onSignal)
  return { signal: controller.signal, dispose }
}

/** What a closed terminal ends a command with: 128 and the signal's number, as shells have it. */
const hangUp = 128 + constants.signals.SIGHUP

/** Ends the process. Node can't do that in order once its terminal is gone: then the signal itself does. */
export function endProcess(code: number): void {
  if (code === hangUp) process.kill(process.pid, 'SIGHUP')
  else process.exit(code)
}

/** Gives up waiting for what no signal can break off; it goes on by itself. Throws the signal's reason. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** The exit code of a command that was interrupted: dbt's for what was not done. */
export function interruptedCode({ reason }: AbortSignal): number {
  return reason instanceof Error && reason.message === reasons.SIGHUP ? hangUp : 2
}

/** What interrupted a command that had begun nothing, by the error that ended it; null for other errors. */
export function interruptionOf(error: unknown, { aborted, reason }: AbortSignal): string | null {
  if (aborted && error === reason) return (reason as Error).message
  // Node itself breaks off the parse, in which it hears of no signal.
  const { code } = error as NodeJS.ErrnoException
  return code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? reasons.SIGINT : null
}
