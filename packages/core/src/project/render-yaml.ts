import { emptyObject, isMapping } from '../json.js'
/**
 * Renders the Jinja in a value read from YAML, deeply; what is no text stays as it is. The path names the key for
 * messages. A text that is one expression keeps the type of its value (dbt's native rendering).
 */
export type RenderYaml = (value: unknown, path: string) => unknown

/** Whether a text holds anything that rendering would change. */
export function hasJinja(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#')
}

/** Applies a function to every text of a value. */
export function mapTexts(
  value: unknown,
  path: string,
  map: (text: string, path: string) => unknown,
): unknown {
  if (typeof value === 'string') return map(value, path)
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, `${path}[${index}]`, map))
  if (isMapping(value)) {
    const mapped = emptyObject()
    for (const [key, item] of Object.entries(value)) {
      mapped[key] = mapTexts(item, path === '' ? key : `${path}.${key}`, map)
    }
    return mapped
  }
  return value
}
