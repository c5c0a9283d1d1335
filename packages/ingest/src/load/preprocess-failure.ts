import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { placeOfKey } from '../config/config-failure.js'
import { placeInProject } from '../config/place-in-project.js'
import type { LoadedConfig } from '../config/resolved-source.js'

/**
 * The error of a preprocess hook with the line of the project that threw; where none did, since the hook gave back what
 * is no row, with the config that names it. Any other error comes back as it is.
 */
export async function preprocessFailure(
  error: unknown,
  { projectRoot, file }: Pick<LoadedConfig, 'projectRoot' | 'file'>,
): Promise<unknown> {
  if (!(error instanceof TdbtError) || error.code !== 'preprocess-failed') return error
  const { cause, hint } = error
  const thrown = cause instanceof Error ? await placeInProject(cause.stack ?? '', projectRoot) : {}
  if (thrown.place !== undefined) return new TdbtError(error.code, error.message, { ...thrown, hint, cause })
  const source = await readFile(join(projectRoot, file), 'utf8').catch(() => '')
  const place = placeOfKey(source, 'preprocess', file) ?? { file }
  return new TdbtError(error.code, error.message, { place, source, hint, cause })
}
