/** dbt's categories, as its CLI prints them above a message ("Compilation Error in model x (models/x.sql)"). */
export type ErrorKind =
  | 'Compilation'
  | 'Parsing'
  | 'Runtime'
  | 'Database'
  | 'Dependency'
  | 'Project'
  | 'Profile'
  | 'Connection'
  | 'Ingestion'
  | 'Usage'

/** What stands behind the code of an error. */
export interface ErrorEntry {
  readonly kind: ErrorKind
  /** What it is about, in one or two sentences. */
  readonly means: string
  /** What to do about it: the hint of an error that has no better one. Without a capital letter and a full stop. */
  readonly mend: string
}

/** The entries of one kind, by their codes. */
export function ofKind<Code extends string>(
  kind: ErrorKind,
  entries: Readonly<Record<Code, Omit<ErrorEntry, 'kind'>>>,
): Readonly<Record<Code, ErrorEntry>> {
  const named = Object.entries<Omit<ErrorEntry, 'kind'>>(entries).map(([code, entry]) => [
    code,
    { kind, ...entry },
  ])
  return Object.fromEntries(named) as Record<Code, ErrorEntry>
}
