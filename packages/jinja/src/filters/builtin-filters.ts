import type { FilterFunction } from '../runtime.js'
import { length } from '../values/iterate.js'
import { str } from '../values/text.js'
import { Undefined } from '../values/value.js'

/** Jinja2's filters. */
export function builtinFilters(): ReadonlyMap<string, FilterFunction> {
  return new Map<string, FilterFunction>([
    ['string', (value) => str(value)],
    ['length', (value) => length(value)],
    ['upper', (value) => str(value).toUpperCase()],
    ['lower', (value) => str(value).toLowerCase()],
    ['default', (value, args) => (value instanceof Undefined ? (args.positional[0] ?? '') : value)],
  ])
}
