import { isProjectName } from '@tdbt/core'

/** Packages that every project has: one of the same name would hide their macros. */
const reserved: ReadonlySet<string> = new Set(['dbt', 'dbt_postgres'])

/** Whether a new project may have this name (dbt's rule). */
export function mayNameProject(name: string): boolean {
  return isProjectName(name) && !reserved.has(name)
}

/** The valid name that is nearest to a text, such as a folder's name: `my_shop` for `my-shop`. */
export function nearestProjectName(text: string): string {
  const words = text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '_')
  const name = words.replace(/^_+|_+$/g, '') || 'project'
  if (mayNameProject(name)) return name
  return reserved.has(name) ? `${name}_project` : `_${name}`
}
