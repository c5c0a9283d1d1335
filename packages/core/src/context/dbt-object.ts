import { fromJs, HostObject, repr, type Value } from '@tdbt/jinja'
import { isMapping, type Json, type JsonObject } from '../json.js'
import { templateFunction } from '../template-function.js'

/** An object of dbt's: attributes, and `to_dict`. What isn't plain data among the attributes is in `special`. */
export class DbtObject extends HostObject {
  constructor(
    private readonly className: string,
    private readonly shape: JsonObject,
    private readonly special: Readonly<Record<string, Value>> = {},
  ) {
    super()
  }

  override typeName(): string {
    return this.className
  }

  override attr(name: string): Value | undefined {
    if (name === 'to_dict') {
      const omitNone = { name: 'omit_none', default: false }
      return templateFunction('to_dict', [omitNone], ([omit]) =>
        fromJs(omit === true ? withoutNulls(this.shape) : this.shape),
      )
    }
    if (Object.hasOwn(this.special, name)) return this.special[name]
    return Object.hasOwn(this.shape, name) ? fromJs(this.shape[name]) : undefined
  }

  override attributeNames(): Iterable<string> {
    return [...Object.keys(this.shape), 'to_dict']
  }

  override repr(): string {
    const fields = Object.keys(this.shape).map((name) => `${name}=${repr(this.attr(name) as Value)}`)
    return `${this.className}(${fields.join(', ')})`
  }
}

/** dbt's objects without what is null; `meta` and other mappings of the project's own are left as they are. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutNulls(item))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, ownMappings.has(key) ? item : withoutNulls(item as Json)]),
  )
}

const ownMappings = new Set(['meta', 'unrendered_config', 'adapter_response'])

/** A node's resolved config as an object of dbt's; what nobody has set is none. */
export class DbtConfig extends DbtObject {
  constructor(private readonly config: JsonObject) {
    super('Config', config)
  }

  override attr(name: string): Value | undefined {
    if (name !== 'get') return this.item(name) ?? super.attr(name) ?? null
    const fallback = { name: 'default', default: null }
    return templateFunction(
      'get',
      ['key', fallback],
      ([key, other]) => this.item(key as Value) ?? other ?? null,
    )
  }

  override item(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined
    const name = key === 'pre_hook' || key === 'post_hook' ? key.replace('_', '-') : key
    return Object.hasOwn(this.config, name) ? fromJs(this.config[name]) : undefined
  }

  override iterate(): Iterable<Value> {
    return Object.keys(this.config)
  }

  override length(): number {
    return Object.keys(this.config).length
  }
}
