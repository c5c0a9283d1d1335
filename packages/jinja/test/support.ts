import { Environment, type Globals, type MaybePromise, type Value } from '../src/index.js'

export function globals(values: Record<string, Value> = {}): Globals {
  return new Map(Object.entries(values))
}

export function render(template: string, values: Record<string, Value> = {}): MaybePromise<string> {
  return new Environment().parse(template, 'models/a.sql').render(globals(values))
}

/** What `run` throws, at once or later. */
export async function thrown(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
