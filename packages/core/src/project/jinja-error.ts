import { type ErrorCode, nearest } from '@tdbt/adapter-api'
import type { JinjaError } from '@tdbt/jinja'

/** The code of an error that the template engine raised. */
export function jinjaCode({ kind }: JinjaError): ErrorCode {
  if (kind === 'syntax') return 'jinja-syntax'
  return kind === 'undefined' ? 'jinja-undefined' : 'jinja-runtime'
}

/** The name that was probably meant by one that is not there; macros of other packages are found by their own name. */
export function jinjaHint({ unknown }: JinjaError): string | undefined {
  if (unknown === undefined) return undefined
  return nearest(unknown.name, unknown.known(), {
    compared: (known) => known.slice(known.lastIndexOf('.') + 1),
  })
}
