import type { Globals } from '../globals.js'
import type { MaybePromise, Value } from '../values/value.js'
import type { OutputBuffer } from './output-buffer.js'

/** The variables of one running function: a template, a macro call, a call block, a recursive loop. */
export interface Frame {
  /** `undefined` is a variable that has no value yet. */
  readonly slots: (Value | undefined)[]
  readonly parent: Frame | undefined
  readonly globals: Globals
}

/** How a statement ended, where it didn't simply end. */
export type Signal = 'break' | 'continue' | undefined

export type Evaluate = (frame: Frame) => MaybePromise<Value>
export type Execute = (frame: Frame, out: OutputBuffer) => MaybePromise<Signal>

export function newFrame(size: number, parent: Frame | undefined, globals: Globals): Frame {
  return { slots: new Array<Value | undefined>(size).fill(undefined), parent, globals }
}

/** Calls `next` with a value at once, or when its promise is fulfilled. */
export function whenReady<T, R>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<R>,
): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Evaluates in order; the slow path begins at the first promise. */
export function evaluateAll(evaluates: readonly Evaluate[], frame: Frame): MaybePromise<Value[]> {
  const values: Value[] = []
  for (let i = 0; i < evaluates.length; i++) {
    const value = evaluates[i]!(frame)
    if (value instanceof Promise) return evaluateRest(evaluates, frame, values, i, value)
    values.push(value)
  }
  return values
}

async function evaluateRest(
  evaluates: readonly Evaluate[],
  frame: Frame,
  values: Value[],
  index: number,
  first: Promise<Value>,
): Promise<Value[]> {
  values.push(await first)
  for (let i = index + 1; i < evaluates.length; i++) values.push(await evaluates[i]!(frame))
  return values
}
