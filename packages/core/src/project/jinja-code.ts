import type { ErrorCode } from '@tdbt/adapter-api'
import type { JinjaError } from '@tdbt/jinja'

/** The code of an error that the template engine raised. */
export function jinjaCode({ kind }: JinjaError): ErrorCode {
  if (kind === 'syntax') return 'jinja-syntax'
  return kind === 'undefined' ? 'jinja-undefined' : 'jinja-runtime'
}
