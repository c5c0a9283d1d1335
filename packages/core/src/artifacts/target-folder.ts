import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { createFileWriter } from './file-writer.js'

/** Writes files under the target folder; each folder is made once. */
export interface TargetFolder {
  /** Makes the folder, so that a run that could write nothing is not begun. */
  prepare(): void
  /** Begins to write a file. @param path relative to the project (`target/compiled/...`), or absolute. */
  write(path: string, text: string): void
  /** Waits for the files that were begun. @throws the first error of a write */
  finished(): Promise<void>
  /** Writes an artifact, piece by piece, so that a reader never finds half of it. */
  writeArtifact(name: string, pieces: Iterable<string>): void
}

export function targetFolder(projectRoot: string, targetDir: string): TargetFolder {
  const made = new Set<string>()
  const writer = createFileWriter()
  const makeFolder = (folder: string): void => {
    if (made.has(folder)) return
    tellingWhere(targetDir, () => mkdirSync(folder, { recursive: true }))
    made.add(folder)
  }
  return {
    prepare: () => makeFolder(targetDir),
    write(path, text) {
      const absolute = isAbsolute(path) ? path : join(projectRoot, path)
      makeFolder(dirname(absolute))
      writer.write(absolute, text)
    },
    finished: () => writer.finished().catch((error: unknown) => throwWithPlace(targetDir, error)),
    writeArtifact(name, pieces) {
      makeFolder(targetDir)
      const path = join(targetDir, name)
      const unfinished = `${path}.${process.pid}.tmp`
      tellingWhere(targetDir, () => {
        try {
          writePieces(unfinished, pieces)
          renameSync(unfinished, path)
        } catch (error) {
          rmSync(unfinished, { force: true })
          throw error
        }
      })
    },
  }
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    for (const chunk of chunks(pieces)) writeFileSync(file, chunk)
  } finally {
    closeSync(file)
  }
}

function tellingWhere(targetDir: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throwWithPlace(targetDir, error)
  }
}

/** What the system says of a path that can't be written is the user's to mend; of a full disk it names none. */
function throwWithPlace(targetDir: string, error: unknown): never {
  const { message, path, syscall } = error as NodeJS.ErrnoException
  if (syscall === undefined) throw error
  throw new TdbtError(
    'target-not-writable',
    `can't write the target folder${path === undefined ? ` ${targetDir}` : ''}: ${message}`,
    {
      cause: error,
    },
  )
}

/** Characters that are written at once: many small writes cost more than what they write. */
const chunkLength = 1024 * 1024

function* chunks(pieces: Iterable<string>): Iterable<string> {
  let waiting: string[] = []
  let length = 0
  for (const piece of pieces) {
    waiting.push(piece)
    length += piece.length
    if (length < chunkLength) continue
    yield waiting.join('')
    waiting = []
    length = 0
  }
  yield waiting.join('')
}
