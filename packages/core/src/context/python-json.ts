import { Float } from '@tdbt/jinja'

/** JSON as Python's json.dumps prints it: a blank after `,` and `:`, other characters than ASCII escaped. */
export function pythonJson(value: unknown, sortKeys = false): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item, sortKeys)).join(', ')}]`
  if (typeof value === 'object') {
    if (value instanceof Float) return value.value.toFixed(1)
    if (hasJsonForm(value)) return pythonJson(value.toJSON(), sortKeys)
    const entries = Object.entries(value)
    if (sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${jsonText(key)}: ${pythonJson(item, sortKeys)}`).join(', ')}}`
  }
  if (typeof value === 'string') return jsonText(value)
  return JSON.stringify(value)
}

function hasJsonForm(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
