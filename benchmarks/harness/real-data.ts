import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './lab.js'
import type { Section } from './section.js'

const zip = join(repository, '../shared/data/online+retail.zip')

/** UCI's file as it is published, or null where it has not been put there. */
export function realData(): string | null {
  return existsSync(zip) ? zip : null
}

export function withoutRealData(title: string): Section {
  const note = 'Skipped: there is no ../shared/data/online+retail.zip.'
  return { title, rows: [], targets: [], notes: [note] }
}
