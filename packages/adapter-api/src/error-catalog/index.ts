import { compilationErrors } from './compilation.js'
import { connectionErrors } from './connection.js'
import { databaseErrors } from './database.js'
import { dependencyErrors } from './dependency.js'
import type { ErrorEntry } from './entry.js'
import { ingestionErrors } from './ingestion.js'
import { parsingErrors } from './parsing.js'
import { profileErrors, projectErrors } from './project.js'
import { runtimeErrors } from './runtime.js'
import { usageErrors } from './usage.js'

export type { ErrorEntry, ErrorKind } from './entry.js'

const entries = {
  ...usageErrors,
  ...projectErrors,
  ...profileErrors,
  ...dependencyErrors,
  ...connectionErrors,
  ...parsingErrors,
  ...compilationErrors,
  ...databaseErrors,
  ...runtimeErrors,
  ...ingestionErrors,
}

/** The name of an error that a user can make; it stays the same where the words of the message change. */
export type ErrorCode = keyof typeof entries

/** A mistake in the command line. */
export type UsageCode = keyof typeof usageErrors

/** Every error that a user can make, in the order in which a first project meets them. docs/errors.md is made from it. */
export const errorCatalog: Readonly<Record<ErrorCode, ErrorEntry>> = entries
