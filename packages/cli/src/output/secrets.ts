/** Hides secrets in what is printed or logged. */
export interface Secrets {
  /** Hides a value from now on. */
  add(value: string): void
  scrub(text: string): string
}

const hidden = '*****'

const secretNames = /^(DBT_ENV_SECRET|AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN|CONTAINER_AUTHORIZATION_TOKEN)$)/

/**
 * Knows the values of DBT_ENV_SECRET* from the start (dbt's rule), and the secrets of AWS; passwords are added when a
 * profile is read.
 */
export function createSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  let forms: readonly string[] = []
  const add = (value: string): void => {
    if (value.trim() === '') return
    // A URL has it encoded, a JSON text escaped.
    const added = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]
    // The longest first: one secret may begin with another.
    forms = [...new Set([...forms, ...added])].sort((a, b) => b.length - a.length)
  }
  for (const [name, value] of Object.entries(env)) {
    if (secretNames.test(name) && value !== undefined) add(value)
  }
  return { add, scrub: (text) => forms.reduce(hide, text) }
}

/**
 * A short word is hidden where it stands alone: a password `x` must not take the letter out of every text. The others
 * are sought as texts, since a private key is longer than a regular expression may be.
 */
function hide(text: string, secret: string): string {
  if (!text.includes(secret)) return text
  return /^\w{1,5}$/.test(secret)
    ? text.replace(new RegExp(`(?<!\\w)${secret}(?!\\w)`, 'g'), hidden)
    : text.replaceAll(secret, hidden)
}
