import { typeError } from '../errors.js'
import { formatString } from '../format/str-format.js'
import { methodNames, methodOf } from '../methods/method-of.js'
import { isPlain } from '../python-text.js'
import type { Runtime } from '../runtime.js'
import { hostFunction } from './callable.js'
import { Markup } from './markup.js'
import { asIndex } from './numbers.js'
import { repr } from './text.js'
import { Dict, HostObject, StrSubclass, Tuple, typeName, Undefined, type Value } from './value.js'

/** How Jinja2 names the owner of what is missing. */
function owner(value: Value): string {
  if (value === null) return 'None'
  if (value instanceof HostObject) {
    const name = value.typeName()
    return name.endsWith('object') ? name : `${name} object`
  }
  return `${typeName(value)} object`
}

function missing(object: Value, key: Value, runtime: Runtime): Value {
  if (typeof key === 'string' && isDunder(key)) {
    const hint = `access to attribute ${repr(key)} of ${repr(typeName(object))} object is unsafe.`
    return new Undefined(hint, key, 'default', 'security')
  }
  return typeof key === 'string'
    ? runtime.undefined(key, `'${owner(object)}' has no attribute ${repr(key)}`, () => attributeNames(object))
    : runtime.undefined(undefined, `${owner(object)} has no element ${repr(key)}`)
}

/** What could have been meant instead of an attribute or item that is missing. */
function attributeNames(object: Value): Iterable<string> {
  if (object instanceof HostObject) return object.attributeNames?.() ?? []
  if (!(object instanceof Dict)) return methodNames(object)
  const keys = object.keys().filter((key) => typeof key === 'string')
  return [...keys, ...methodNames(object)]
}

/** Python's own attributes (`__class__`): not an absence but a breach, as Jinja2's sandbox has it. */
function isDunder(name: string): boolean {
  return name.startsWith('__') && name.endsWith('__')
}

/** The attributes that the sandbox hides. */
function isHidden(name: string): boolean {
  return name.startsWith('_')
}

function attribute(object: Value, name: string, runtime: Runtime): Value | undefined {
  if (object instanceof StrSubclass) return object.method(name, attribute(object.text, name, runtime))
  if (object instanceof HostObject) return object.attr(name)
  if (typeof object === 'string' && (name === 'format' || name === 'format_map')) {
    return formatMethod(object, name, runtime)
  }
  return methodOf(object, name)
}

/** `str.format`, which follows attributes and items and so has to keep to the sandbox's rules. */
function formatMethod(text: string, name: string, runtime: Runtime): Value {
  const access = {
    attribute: (object: Value, attr: string) => getAttr(object, attr, runtime),
    item: (object: Value, key: Value) => getItem(object, key, runtime),
  }
  return hostFunction(name, ({ positional, named }) => {
    if (name === 'format') return formatString(text, positional, (key) => named.get(key), access)
    const [mapping] = positional
    if (positional.length !== 1 || named.size > 0) {
      throw typeError(`format_map() takes exactly one argument (${positional.length} given)`)
    }
    return formatString(text, [], (key) => item(mapping!, key), access)
  })
}

function at<T>(items: ArrayLike<T>, index: number): T | undefined {
  return items[index < 0 ? index + items.length : index]
}

function item(object: Value, key: Value): Value | undefined {
  if (object instanceof Dict) {
    // What can't be a key isn't one: Jinja2 takes the TypeError for a missing item.
    if (Array.isArray(key) || key instanceof Dict) return undefined
    return object.get(key)
  }
  if (object instanceof Markup) {
    const char = item(object.text, key)
    return typeof char === 'string' ? new Markup(char) : char
  }
  if (object instanceof StrSubclass) return item(object.text, key)
  if (object instanceof HostObject) return object.item?.(key)
  const index = asIndex(key)
  if (index === undefined) return undefined
  if (Array.isArray(object)) return at(object, index)
  if (object instanceof Tuple) return at(object.items, index)
  if (typeof object === 'string') return isPlain(object) ? at(object, index) : at([...object], index)
  return undefined
}

function ofUndefined(object: Undefined, key: Value): Value {
  if (object.kind !== 'absorbing') throw object.error()
  // It is an attribute of dbt's own.
  if (key === 'name') return object.name ?? null
  return typeof key === 'string' ? new Undefined(object.hint, key, object.kind) : object
}

/** `object.name`: the attribute, else the item of that name. */
export function getAttr(object: Value, name: string, runtime: Runtime): Value {
  if (object instanceof Undefined) return ofUndefined(object, name)
  if (!isHidden(name)) {
    const found = attribute(object, name, runtime)
    if (found !== undefined) return found
  }
  const found = item(object, name)
  if (found !== undefined) return found
  return missing(object, name, runtime)
}

/** `object[key]`: the item, else the attribute of that name. */
export function getItem(object: Value, key: Value, runtime: Runtime): Value {
  if (object instanceof Undefined) return ofUndefined(object, null)
  const found = item(object, key)
  if (found !== undefined) return found
  if (typeof key === 'string' && !isHidden(key)) {
    const value = attribute(object, key, runtime)
    if (value !== undefined) return value
  }
  return missing(object, key, runtime)
}

/** An attribute only, without the items: Jinja2's `attr` filter. */
export function getAttribute(object: Value, name: string, runtime: Runtime): Value {
  if (object instanceof Undefined) return ofUndefined(object, name)
  const found = isHidden(name) ? undefined : attribute(object, name, runtime)
  return found === undefined ? missing(object, name, runtime) : found
}
