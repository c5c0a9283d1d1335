/** Hides secrets in what is printed or logged. */
export interface Secrets {
  /** Hides a value from now on. */
  add(value: string): void
  scrub(text: string): string
}

const hidden = '*****'

/** Knows the values of DBT_ENV_SECRET* from the start (dbt's rule); passwords are added when a profile is read. */
export function createSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  const values = new Set<string>()
  let pattern: RegExp | undefined
  const add = (value: string): void => {
    if (value.trim() === '') return
    // A URL has it encoded, a JSON text escaped.
    for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
      values.add(form)
    const longestFirst = [...values].sort((a, b) => b.length - a.length)
    pattern = new RegExp(longestFirst.map(patternOf).join('|'), 'g')
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('DBT_ENV_SECRET') && value !== undefined) add(value)
  }
  return { add, scrub: (text) => (pattern ? text.replace(pattern, hidden) : text) }
}

/** A short word is hidden where it stands alone: a password `x` must not take the letter out of every text. */
function patternOf(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return /^\w{1,5}$/.test(secret) ? `(?<!\\w)${literal}(?!\\w)` : literal
}
