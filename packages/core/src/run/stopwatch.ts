import { performance } from 'node:perf_hooks'
import type { NodeResult } from '../invocation/events.js'

type Phase = NodeResult['timing'][number]

/** How long a node took, and when its phases began and ended. */
export interface Stopwatch {
  readonly timing: readonly Phase[]
  seconds(): number
  timed<T>(phase: Phase['name'], work: () => Promise<T>): Promise<T>
  /** Forgets the phases of a try that is made again. */
  restart(): void
}

export function createStopwatch(now: () => Date): Stopwatch {
  const started = performance.now()
  let timing: Phase[] = []
  return {
    get timing() {
      return timing
    },
    seconds: () => (performance.now() - started) / 1000,
    async timed(name, work) {
      const startedAt = now()
      try {
        return await work()
      } finally {
        timing.push({ name, startedAt, completedAt: now() })
      }
    },
    restart() {
      timing = []
    },
  }
}
