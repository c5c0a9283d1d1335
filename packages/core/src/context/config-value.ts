import { TdbtError } from '@tdbt/adapter-api'
import { type CallArgs, Dict, fromJs, HostObject, str, toJs, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'

/** `config` while parsing: remembers what it was called with; reads give dbt's placeholder. */
export class ParseConfig extends HostObject {
  constructor(private readonly record: (config: Readonly<Record<string, unknown>>) => void) {
    super()
  }

  override call(args: CallArgs): Value {
    const config: Record<string, unknown> = {}
    for (const positional of args.positional) {
      if (!(positional instanceof Dict)) {
        throw new TdbtError('Compilation', 'config() takes keyword arguments, or one dictionary')
      }
      Object.assign(config, toJs(positional))
    }
    for (const [key, value] of args.named) config[key] = toJs(value)
    this.record(config)
    return ''
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return templateFunction(
          'get',
          ['name', { name: 'default', default: null }, { name: 'validator', default: null }],
          ([, fallback]) => fallback ?? '',
        )
      case 'require':
        return templateFunction('require', ['name', { name: 'validator', default: null }], () => '')
      case 'set':
        return templateFunction('set', ['name', 'value'], () => '')
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
  private readonly overrides = new Map<string, Value>()

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
    const override = this.overrides.get(key)
    if (override !== undefined) return override
    // The names of the arguments and of the keys differ for hooks only: dbt accepts both.
    const name = key === 'pre_hook' ? 'pre-hook' : key === 'post_hook' ? 'post-hook' : key
    if (!Object.hasOwn(this.config, name)) return undefined
    return fromJs(this.config[name])
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'get':
        return templateFunction(
          'get',
          ['name', { name: 'default', default: null }, { name: 'validator', default: null }],
          ([key, fallback]) => {
            // dbt: a config that is set to none gives none, not the default, only where the key is the user's own.
            const value = this.read(str(key as Value))
            return value === undefined || value === null ? (fallback ?? null) : value
          },
        )
      case 'require':
        return templateFunction('require', ['name', { name: 'validator', default: null }], ([key]) => {
          const value = this.read(str(key as Value))
          if (value === undefined || value === null) {
            throw new TdbtError(
              'Compilation',
              `the config '${str(key as Value)}' is required and was not set`,
              {
                hint: `add it to the config() of ${this.nodeName}, or to its properties`,
              },
            )
          }
          return value
        })
      case 'set':
        return templateFunction('set', ['name', 'value'], ([key, value]) => {
          this.overrides.set(str(key as Value), value ?? null)
          return ''
        })
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

  private persists(what: 'relation' | 'columns'): boolean {
    const setting = this.config.persist_docs
    return (
      typeof setting === 'object' && setting !== null && (setting as Record<string, unknown>)[what] === true
    )
  }
}
