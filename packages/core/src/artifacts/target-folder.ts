import { closeSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

/** Writes files under the target folder; each folder is made once. */
export interface TargetFolder {
  /** @param path relative to the project (`target/compiled/...`), or absolute. */
  write(path: string, text: string): void
  /** Writes an artifact, piece by piece, so that a reader never finds half of it. */
  writeArtifact(name: string, pieces: Iterable<string>): void
}

export function targetFolder(projectRoot: string, targetDir: string): TargetFolder {
  const made = new Set<string>()
  const makeFolder = (folder: string): void => {
    if (made.has(folder)) return
    mkdirSync(folder, { recursive: true })
    made.add(folder)
  }
  return {
    write(path, text) {
      const absolute = isAbsolute(path) ? path : join(projectRoot, path)
      makeFolder(dirname(absolute))
      writeFileSync(absolute, text)
    },
    writeArtifact(name, pieces) {
      makeFolder(targetDir)
      const path = join(targetDir, name)
      const unfinished = `${path}.${process.pid}.tmp`
      const file = openSync(unfinished, 'w')
      try {
        for (const chunk of chunks(pieces)) writeFileSync(file, chunk)
      } finally {
        closeSync(file)
      }
      renameSync(unfinished, path)
    },
  }
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
