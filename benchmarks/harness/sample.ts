/** One run of one program. */
export interface Sample {
  readonly seconds: number
  /** The process' own high-water mark; undefined where the system doesn't tell it. */
  readonly peakBytes?: number
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Throws a RangeError where there are no values. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => {
    const value = sorted[index]
    if (value === undefined) throw new RangeError('no values to take a median of')
    return value
  }
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  }
}

export function medianSeconds(samples: readonly Sample[]): number {
  return spread(samples.map((sample) => sample.seconds)).median
}

/** The highest of all runs, since a limit of memory must hold in each. */
export function highestPeak(samples: readonly Sample[]): number | undefined {
  const peaks = samples.flatMap((sample) => sample.peakBytes ?? [])
  return peaks.length > 0 ? Math.max(...peaks) : undefined
}
