import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

export type Entry =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly mode?: number }
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly to: string }

/** What a project's folder holds, by path. */
export type ProjectFiles = Map<string, Entry>

export function readProject(folder: string): ProjectFiles {
  const files: ProjectFiles = new Map()
  const found = readdirSync(folder, { withFileTypes: true, recursive: true })
  for (const entry of found) {
    const absolute = join(entry.parentPath, entry.name)
    const path = absolute.slice(folder.length + 1)
    if (entry.isSymbolicLink()) files.set(path, { kind: 'link', to: readlinkSync(absolute) })
    else if (entry.isFile()) files.set(path, { kind: 'file', bytes: readFileSync(absolute) })
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Writes the files in their order. What can't stand beside an earlier one (a file in a file) is left out. */
export function writeProject(files: ProjectFiles, folder: string): void {
  for (const [path, entry] of files) {
    const absolute = join(folder, path)
    try {
      mkdirSync(dirname(absolute), { recursive: true })
      if (entry.kind === 'folder') mkdirSync(absolute, { recursive: true })
      else if (entry.kind === 'link') symlinkSync(entry.to, absolute)
      else {
        writeFileSync(absolute, entry.bytes)
        if (entry.mode !== undefined) chmodSync(absolute, entry.mode)
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (!['EEXIST', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENOENT'].includes(code ?? '')) throw error
    }
  }
}
