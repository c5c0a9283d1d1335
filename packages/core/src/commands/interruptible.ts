import { setImmediate as nextTurn } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import type { TdbtEvent } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'

/**
 * Runs work without a pause, in which Node would hear of no signal, as a script that Node itself breaks off at Ctrl-C.
 * What it emits is told at its end: a stream that is broken off while it writes is of no more use.
 * Throws the signal's reason, or an Error with the code ERR_SCRIPT_EXECUTION_INTERRUPTED.
 */
export async function interruptible<Result>(
  invocation: Invocation,
  work: (held: Invocation) => Result,
): Promise<Result> {
  // Hears of a signal that came before, which would be lost: the first turn may be the end of the present one.
  await nextTurn()
  await nextTurn()
  invocation.signal.throwIfAborted()
  const events: TdbtEvent[] = []
  let isOver = false
  const emit = (event: TdbtEvent): void => {
    if (isOver) invocation.emit(event)
    else events.push(event)
  }
  try {
    const script = { work: () => work({ ...invocation, emit }) }
    return runInNewContext('work()', script, { breakOnSigint: true, displayErrors: false }) as Result
  } finally {
    isOver = true
    for (const event of events) invocation.emit(event)
  }
}
