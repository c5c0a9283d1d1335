import { TdbtError } from '@tdbt/adapter-api'
import type { IngestPlugin } from '../config/define-plugin.js'
import { placeInProject } from '../config/place-in-project.js'
import { kindOf } from '../value/field-cell.js'
import { RequestFailure } from './request.js'
import { TransferError } from './transfer-error.js'

/** What a plugin threw as an error of the user's, with the line of the project that it came from. */
export async function pluginFailure(
  error: unknown,
  plugin: IngestPlugin,
  projectRoot: string,
): Promise<TdbtError> {
  if (error instanceof TdbtError) return error
  const askedBy = error instanceof RequestFailure ? error.askedBy : undefined
  const stack = error instanceof Error ? error.stack : undefined
  const place = await placeInProject(`${stack ?? ''}\n${askedBy ?? ''}`, projectRoot)
  if (error instanceof RequestFailure)
    return new TransferError(`${plugin.name}: ${error.message}`, { ...place, hint: error.hint, cause: error })
  return new TdbtError('plugin-failed', `${plugin.name} failed: ${messageOf(error)}`, {
    ...place,
    cause: error,
  })
}

/** With what caused it: of `fetch failed` only that says why. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : `it threw ${kindOf(error)}`
  const own = error.message || error.name
  return error.cause instanceof Error ? `${own}: ${messageOf(error.cause)}` : own
}
