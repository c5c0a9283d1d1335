import type { Sample } from './sample.js'

/** What one suite found out: a part of the results. */
export interface Section {
  readonly title: string
  /** Rows of the same `work` are compared with the first of them. */
  readonly rows: readonly Row[]
  readonly targets: readonly Target[]
  /** What was compared, what was left out, and what one must know to read the figures. */
  readonly notes: readonly string[]
}

export interface Row {
  readonly work: string
  readonly program: string
  readonly samples: readonly Sample[]
}

export interface Target {
  readonly text: string
  /** Undefined where it could not be judged, with the reason in the text. */
  readonly met: boolean | undefined
}
