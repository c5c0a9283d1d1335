import { performance } from 'node:perf_hooks'
import type { Sample } from './sample.js'

/** One of the programs that do the same work. */
export interface Side {
  readonly name: string
  readonly runs: number
  /** Makes ready what the run needs, untimed, and gives the figures of the run alone. */
  run(): Promise<Sample>
}

/**
 * Runs all sides in turn (A B A B), so that what else the machine does meets each of them alike. Gives the samples
 * of each side, in their order.
 */
export async function takeTurns(
  sides: readonly Side[],
  say: (text: string) => void,
): Promise<readonly (readonly Sample[])[]> {
  const samples: Sample[][] = sides.map(() => [])
  const rounds = Math.max(...sides.map((side) => side.runs))
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, side] of sides.entries()) {
      if (round >= side.runs) continue
      const sample = await side.run()
      samples[at]?.push(sample)
      say(`${side.name} ${round + 1}/${side.runs}: ${sample.seconds.toFixed(3)} s`)
    }
  }
  return samples
}

/** For work inside this process. */
export async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const begun = performance.now()
  await work()
  return { seconds: (performance.now() - begun) / 1000 }
}
