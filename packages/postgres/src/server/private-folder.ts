import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { TdbtError } from '@tdbt/adapter-api'

/**
 * Makes a folder in a place where anybody may make one (/tmp), or takes the one that is there if it is ours. Throws a
 * TdbtError where somebody else was there first: a socket in it would not be ours to trust.
 */
export function privateFolder(path: string, mode: number): string {
  try {
    mkdirSync(path, { mode })
    chmodSync(path, mode)
    return path
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new TdbtError(
      'embedded-folder',
      `${path} is not a folder of yours, so that no socket can safely lie in it.`,
      {
        hint: 'Ask its owner or an administrator to remove it.',
      },
    )
  }
  if ((found.mode & 0o777) !== mode) chmodSync(path, mode)
  return path
}
