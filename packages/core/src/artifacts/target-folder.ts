import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'

/** Writes files under the target folder; each folder is made once. */
export interface TargetFolder {
  /** @param path relative to the project (`target/compiled/...`), or absolute. */
  write(path: string, text: string): void
  /** Writes an artifact so that a reader never finds half of it. */
  writeArtifact(name: string, text: string): void
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
    writeArtifact(name, text) {
      makeFolder(targetDir)
      const path = join(targetDir, name)
      writeFileSync(`${path}.${process.pid}.tmp`, text)
      renameSync(`${path}.${process.pid}.tmp`, path)
    },
  }
}
