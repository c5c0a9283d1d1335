import { TdbtError } from '@tdbt/adapter-api'
import { type CallArgs, Dict, fromJs, HostObject, str, toJs, type Value } from '@tdbt/jinja'
import { emptyObject } from '../json.js'
import { templateFunction } from '../template-function.js'
import { notInQuotes } from './not-in-quotes.js'

const requireParameters = ['name', { name: 'validator', default: null }]
const lookupParameters = ['name', { name: 'default', default: null }, { name: 'validator', default: null }]

const hookNames = [
  ['pre_hook', 'pre-hook'],
  ['post_hook', 'post-hook'],
] as const

/** dbt: a config that is there with the value none is none; the default stands for one that nobody has named. */
function orElse(value: Value | undefined, fallback: Value | undefined): Value {
  return value === undefined ? (fallback ?? null) : value
}

/** `config` while parsing: remembers what it was called with; reads give dbt's placeholder. */
export class ParseConfig extends HostObject {
  constructor(private readonly record: (config: Readonly<Record<string, unknown>>) => void) {
    super()
  }

  override call(args: CallArgs): Value {
    const config = emptyObject()
    for (const positional of args.positional) {
      if (!(positional instanceof Dict)) {
        throw new TdbtError('bad-argument', 'config() takes keyword arguments, or one dictionary')
      }
      Object.assign(config, toJs(positional))
    }
    for (const [key, value] of args.named) {
      const missing = notInQuotes('config', value)
      if (missing) throw missing
      config[key] = toJs(value)
    }
    for (const [one, other] of hookNames) {
      if (Object.hasOwn(config, one) && Object.hasOwn(config, other)) {
        throw new TdbtError('hook-twice', `config() has both '${one}' and '${other}', which are the same`)
      }
    }
    this.record(config)
    return ''
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'get':
      case 'meta_get':
        return templateFunction(name, lookupParameters, () => '')
      case 'require':
      case 'meta_require':
        return templateFunction(name, requireParameters, () => '')
      case 'set':
        return templateFunction('set', ['name', 'value'], ([name, value]) => {
          this.record({ [str(name as Value)]: toJs(value ?? null) })
          return ''
        })
      case 'persist_relation_docs':
      case 'persist_column_docs':
        return templateFunction(name, [], () => false)
      default:
        return undefined
    }
  }
}

/** `config` while compiling and running: the node's resolved config; calling it prints nothing. */
export class RuntimeConfig extends HostObject {
  constructor(
    private readonly config: Readonly<Record<string, unknown>>,
    private readonly nodeName: string,
  ) {
    super()
  }

  override call(): Value {
    return ''
  }

  private read(key: string): Value | undefined {
    // The names of the arguments and of the keys differ for hooks only: dbt accepts both.
    const name = key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key
    if (!Object.hasOwn(this.config, name)) return undefined
    return fromJs(this.config[name])
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return templateFunction(name, lookupParameters, ([key, fallback]) =>
          orElse(this.read(str(key as Value)), fallback),
        )
      case 'require':
        return templateFunction(name, requireParameters, ([key]) =>
          this.orMissing(this.read(str(key as Value)), `the config '${str(key as Value)}'`),
        )
      case 'meta_get':
        return templateFunction(name, lookupParameters, ([key, fallback]) =>
          orElse(this.readMeta(str(key as Value)), fallback),
        )
      case 'meta_require':
        return templateFunction(name, requireParameters, ([key]) =>
          this.orMissing(this.readMeta(str(key as Value)), `'${str(key as Value)}' in the config 'meta'`),
        )
      case 'set':
        // What it sets was seen while parsing, as a call's was.
        return templateFunction('set', ['name', 'value'], () => '')
      case 'persist_relation_docs':
        return templateFunction(name, [], () => this.persists('relation'))
      case 'persist_column_docs':
        return templateFunction(name, [], () => this.persists('columns'))
      case 'model':
        return undefined
      default:
        return this.read(name)
    }
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.read(key) : undefined
  }

  override contains(key: Value): boolean {
    return typeof key === 'string' && this.read(key) !== undefined
  }

  private readMeta(key: string): Value | undefined {
    const { meta } = this.config
    if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, key)) return undefined
    return fromJs((meta as Readonly<Record<string, unknown>>)[key])
  }

  private orMissing(value: Value | undefined, what: string): Value {
    if (value !== undefined) return value
    throw new TdbtError('config-missing', `${what} is required and was not set`, {
      hint: `add it to the config() of ${this.nodeName}, or to its properties`,
    })
  }

  private persists(what: 'relation' | 'columns'): boolean {
    const setting = this.config.persist_docs
    return (
      typeof setting === 'object' && setting !== null && (setting as Record<string, unknown>)[what] === true
    )
  }
}
