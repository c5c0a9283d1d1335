import type { Value } from './values/value.js'

/** The names that a template sees, looked up lazily. */
export interface Globals {
  get(name: string): Value | undefined
  /** The names that can be listed, for messages. */
  names?(): Iterable<string>
}
