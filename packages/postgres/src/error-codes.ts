import type { ErrorCode } from '@tdbt/adapter-api'

/** SQLSTATEs that mean something of their own; the others go by their class, the first two letters. */
const codes: Readonly<Record<string, ErrorCode>> = {
  '42601': 'sql-syntax',
  '42P01': 'relation-missing',
  '42703': 'column-missing',
  '42701': 'column-twice',
  '42702': 'column-ambiguous',
  '42883': 'function-missing',
  '42804': 'type-mismatch',
  '3F000': 'schema-missing',
  '42501': 'no-permission',
  '55P03': 'lock-timeout',
  '57014': 'statement-cancelled',
  '53100': 'disk-full',
  '22': 'value-not-valid',
  '23': 'constraint-violated',
  '40': 'transaction-conflict',
  '53': 'server-resources',
}

/** The code of a statement that the server rejected. */
export function codeOfState(state: string | undefined): ErrorCode {
  return codes[state ?? ''] ?? codes[state?.slice(0, 2) ?? ''] ?? 'sql-rejected'
}
