import { TdbtError } from '@tdbt/adapter-api'

/**
 * Runs what reads a file or a folder of a project: one that can't be read is the user's to mend.
 * @param shown its path in messages.
 * @throws TdbtError (`project-file-not-readable`) with the system's words
 */
export function reading<T>(shown: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    throw new TdbtError('project-file-not-readable', `${shown} can't be read: ${message}`, {
      place: { file: shown },
      cause: error,
    })
  }
}
