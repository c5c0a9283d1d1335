import { dictEntries } from './iterate.js'
import { Dict, HostObject, type Value } from './value.js'

/** The entries of a dict or of a host's mapping; undefined for anything else. */
export function mappingEntries(value: Value): Iterable<[Value, Value]> | undefined {
  if (value instanceof Dict) return dictEntries(value)
  if (!(value instanceof HostObject) || !value.isMapping || !value.iterate || !value.item) return undefined
  const entries: [Value, Value][] = []
  for (const key of value.iterate()) entries.push([key, value.item(key) ?? null])
  return entries
}

export function isMapping(value: Value): boolean {
  return value instanceof Dict || (value instanceof HostObject && value.isMapping === true)
}
