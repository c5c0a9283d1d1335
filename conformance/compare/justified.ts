import { readFileSync } from 'node:fs'
import type { Difference } from './difference.js'

/** A difference that is meant. */
export interface Justified {
  /** A path whose parts may have `*`; `**` stands for the rest. */
  readonly pattern: string
  readonly reason: string
}

const readme = new URL('../README.md', import.meta.url)

/** The differences that the README lists, in its table of paths and reasons. */
export function readJustified(): Justified[] {
  const rows = readFileSync(readme, 'utf8').matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)
  return [...rows].map(([, pattern = '', reason = '']) => ({ pattern, reason }))
}

export function isJustified({ path }: Difference, { pattern }: Justified): boolean {
  const parts = pattern.split('/')
  for (const [index, part] of parts.entries()) {
    if (part === '**') return true
    const key = path[index]
    if (key === undefined || !partPattern(part).test(key)) return false
  }
  return parts.length === path.length
}

const partPatterns = new Map<string, RegExp>()

function partPattern(part: string): RegExp {
  let pattern = partPatterns.get(part)
  if (pattern === undefined) {
    const escaped = part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
    pattern = new RegExp(`^${escaped}$`, 's')
    partPatterns.set(part, pattern)
  }
  return pattern
}
