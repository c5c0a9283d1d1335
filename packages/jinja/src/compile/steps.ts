import { JinjaError } from '../errors.js'

/**
 * How many turns of loops, calls of macros and outputs one rendering may take. While models run nothing can
 * interrupt an evaluation that waits for nothing, Ctrl-C neither, so one without an end must end by itself. Real
 * templates take thousands; ten million take some seconds, and no more memory than there is.
 */
const mostSteps = 10_000_000

/** Renderings that wait for queries take turns, and count together: the limit has room for that. */
let steps = 0

export function beginSteps(): void {
  steps = 0
}

/** @throws JinjaError (`overflow`) when a rendering has taken too many. */
export function takeStep(): void {
  steps += 1
  if (steps <= mostSteps) return
  throw new JinjaError(
    'overflow',
    `the template does not end: its loops and macros have taken ${mostSteps.toLocaleString('en')} steps`,
  )
}
