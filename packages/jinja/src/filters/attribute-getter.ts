import type { Runtime } from '../runtime.js'
import { getItem } from '../values/access.js'
import { asText, Undefined, type Value } from '../values/value.js'

export type Getter = (item: Value) => Value

function parts(attribute: Value): Value[] {
  if (attribute === null) return []
  const text = asText(attribute)
  if (text === undefined) return [attribute]
  return text.split('.').map((part) => (/^\p{Nd}+$/u.test(part) ? Number(part) : part))
}

export function ignoreCase(value: Value): Value {
  const text = asText(value)
  return text === undefined ? value : text.toLowerCase()
}

/** Follows a dotted path of attributes and items; `fallback` stands for what is missing on the way. */
export function attributeGetter(
  attribute: Value,
  runtime: Runtime,
  options: { fallback?: Value; postprocess?: Getter } = {},
): Getter {
  const path = parts(attribute)
  const { fallback = null, postprocess } = options
  return (item) => {
    let value = item
    for (const part of path) {
      value = getItem(value, part, runtime)
      if (fallback !== null && value instanceof Undefined) value = fallback
    }
    return postprocess ? postprocess(value) : value
  }
}

/** Several paths, separated by commas, as a list of values. */
export function attributesGetter(attribute: Value, runtime: Runtime, postprocess?: Getter): Getter {
  const paths: Value[] = asText(attribute)?.split(',') ?? [attribute]
  const getters = paths.map((path) => attributeGetter(path, runtime, { postprocess }))
  return (item) => getters.map((get) => get(item))
}
