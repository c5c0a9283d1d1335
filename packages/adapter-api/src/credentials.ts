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
  /** Schemas that live on other servers, by name; empty where all are on the target's own. */
  readonly foreignSchemas: ReadonlyMap<string, ForeignSchema>
  /** Where a key of the target stands, for an error about it; the target itself where it has no such key. */
  readonly at: KeyOrigin
}

/** Where a key of a target stands. */
export type KeyOrigin = (key: string) => ErrorOrigin

/**
 * A schema of the project that lives on the server of another target of the profile. What is read of it is linked: the
 * target's own server has a relation of the same schema and name that stands for it.
 */
export interface ForeignSchema {
  readonly schema: string
  readonly target: Target
  /** How it is linked, in the words of the adapter; its default where it is left out. */
  readonly by: string | undefined
  /** Where the target's own server reaches the other one, if that is not where this program reaches it. */
  readonly host: string | undefined
  readonly port: number | undefined
  readonly at: KeyOrigin
}
