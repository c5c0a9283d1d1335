import type { ManifestNode } from '../manifest/node.js'

/** An ephemeral model could not be rendered for the CTE of one that reads it; the cause says why. */
export class EphemeralError extends Error {
  constructor(
    readonly ephemeral: ManifestNode,
    override readonly cause: unknown,
  ) {
    super(`${ephemeral.uniqueId} can't be rendered`)
  }
}

/** What a user made wrong, in whichever model it was. */
export function withoutEphemeral(error: unknown): unknown {
  return error instanceof EphemeralError ? error.cause : error
}

/** dbt's message of a node that reads an ephemeral model which can't be rendered, and of what comes after it. */
export function ephemeralMessage(uniqueId: string, ephemeralId: string): string {
  return `Compilation Error in ${uniqueId}, caused by compilation error in referenced ephemeral model ${ephemeralId}`
}
