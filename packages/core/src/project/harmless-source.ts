import type { Place } from '@tdbt/adapter-api'

/** Keys of a target whose values may be seen; of any other key the value could be a password. */
const harmless = [
  ...['type', 'host', 'port', 'user', 'dbname', 'database', 'schema', 'threads', 'target', 'role', 'sslmode'],
  ...['search_path', 'connect_timeout', 'keepalives_idle', 'retries', 'application_name'],
  ...['sslcert', 'sslkey', 'sslrootcert'],
]
const keyAlone = /^\s*["']?[\w.-]+["']?\s*:\s*$/
const harmlessValue = new RegExp(`^\\s*(${harmless.join('|')})\\s*:[^#@]*$`)

/**
 * The text of profiles.yml where the line of a place may be shown, undefined where it may not: it must hold one key
 * whose value is no secret, and no comment.
 */
export function harmlessSource(text: string, place: Place): string | undefined {
  if (place.line === undefined) return undefined
  const line = text.split(/\r\n|\n|\r/)[place.line - 1] ?? ''
  return keyAlone.test(line) || harmlessValue.test(line) ? text : undefined
}
