import { type ErrorCode, nearest } from '@tdbt/adapter-api'
import type { JinjaError } from '@tdbt/jinja'

/** The code of an error that the template engine raised. */
export function jinjaCode({ kind }: JinjaError): ErrorCode {
  if (kind === 'syntax') return 'jinja-syntax'
  return kind === 'undefined' ? 'jinja-undefined' : 'jinja-runtime'
}

/**
 * The name that was probably meant by one that is not there; macros of other packages are found by their own name.
 * The arguments of a call are few enough to name them all.
 */
export function jinjaHint({ kind, unknown }: JinjaError): string | undefined {
  if (kind === 'recursion')
    return 'end the calls: these macros call each other, or one itself, again and again'
  if (unknown === undefined) return undefined
  const near = nearest(unknown.name, unknown.known(), {
    compared: (known) => known.slice(known.lastIndexOf('.') + 1),
  })
  if (near !== undefined || kind !== 'type') return near
  const known = [...unknown.known()]
  return known.length === 0 ? 'it takes none' : `it takes ${known.join(', ')}`
}
