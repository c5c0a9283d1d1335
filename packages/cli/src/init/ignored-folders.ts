import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ignore from 'ignore'
import { append, tellingWhere } from './write-new.js'

/** What commands write into a project and nobody wants in its history. */
const written = ['target/', 'logs/', 'dbt_packages/', '.tdbt/']

export interface IgnoredFolders {
  /** Whether .gitignore was not there before. */
  readonly isNew: boolean
  /** The lines that it lacked, and has now. */
  readonly added: readonly string[]
}

/** Adds to the folder's .gitignore what it lacks, and makes it where there is none. */
export function ignoreWrittenFolders(folder: string): IgnoredFolders {
  const path = join(folder, '.gitignore')
  const isNew = !existsSync(path)
  const text = isNew ? '' : tellingWhere(() => readFileSync(path, 'utf8'))
  const rules = ignore().add(text)
  const added = written.filter((line) => !rules.ignores(`${line}file`))
  if (added.length > 0) {
    const end = text.includes('\r\n') ? '\r\n' : '\n'
    const gap = text === '' || text.endsWith('\n') ? '' : end
    append(path, gap + added.map((line) => line + end).join(''))
  }
  return { isNew, added }
}
