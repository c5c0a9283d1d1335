import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'

/** Writes a file that is not there yet, with its folders. Gives false, and changes nothing, where there is one. */
export function writeNew(path: string, text: string): boolean {
  return tellingWhere(() => {
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(path, text, { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return false
    }
  })
}

/** Adds to the end of a file, which is made where there is none. */
export function append(path: string, text: string): void {
  tellingWhere(() => appendFileSync(path, text))
}

/** What the system refuses to do with the project's files is the user's to mend. */
export function tellingWhere<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new TdbtError('project-not-writable', `can't make the project: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
