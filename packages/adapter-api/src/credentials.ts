import type { ErrorOrigin } from './errors.js'

/** One of the settings that a connection is made with, for people. */
export interface ConnectionSetting {
  readonly name: string
  /** `hidden` for a secret. */
  readonly value: string
  /** `the profile`, `PGHOST`, `the default`. */
  readonly origin: string
}

/**
 * A target of profiles.yml after rendering: the keys of its adapter as the file has them, with dbt's common ones.
 */
export interface Target {
  readonly profileName: string
  readonly name: string
  /** The adapter: `postgres`. */
  readonly type: string
  readonly threads: number
  /** Default schema of the target. */
  readonly schema: string
  readonly database: string
  /** All keys of the output as written (`host`, `user`, `password`, ...). Secret: never printed or logged. */
  readonly credentials: Readonly<Record<string, unknown>>
  /** Where a key of the target stands, for an error about it; the target itself where it has no such key. */
  readonly at: KeyOrigin
}

/** Where a key of a target stands. */
export type KeyOrigin = (key: string) => ErrorOrigin
