import type { Adapter, Target } from '@tdbt/adapter-api'
import type { RelationCache } from './relation-cache.js'

/** A server of a run, and what is known of its relations. */
export interface Server {
  /** The target that says where it is. */
  readonly target: Target
  readonly adapter: Adapter
  readonly cache: RelationCache
}

/** The servers of a run: the target's own, and those of its foreign schemas. */
export interface Servers {
  /** The target's own. */
  readonly home: Server
  /** The server of the target itself, or of one that a foreign schema names. */
  of(target: Target): Server
  readonly all: readonly Server[]
}

/** Cancels what runs on all of them. */
export async function cancelAll({ all }: Servers): Promise<void> {
  await Promise.all(all.map(({ adapter }) => adapter.cancelAll()))
}
