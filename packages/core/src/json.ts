/** A value as YAML, JSON and dbt's artifacts have it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type JsonObject = { readonly [key: string]: Json }

/** An object for keys that somebody else chooses: `__proto__` is one like any other in it. */
export function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

/** The value of a key that somebody else chose; undefined for what every object has, such as `constructor`. */
export function ownValue<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** A value of YAML as one text: lists and mappings as JSON, anything else as it is written. */
export function asText(value: unknown): string {
  return Array.isArray(value) || isMapping(value) ? JSON.stringify(value) : String(value)
}

/** Whether a value is a mapping of YAML, and no other object such as a number of Python's. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** A mapping; an empty one for what is none. */
export function toObject(value: unknown): JsonObject {
  return isMapping(value) ? (value as JsonObject) : {}
}

/** A list of texts from a text or a list. */
export function toTexts(value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map(asText) : [asText(value)]
}
