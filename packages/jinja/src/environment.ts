import { builtinFilters } from './filters/builtin-filters.js'
import { builtinTests } from './filters/builtin-tests.js'
import { dbtFilters } from './filters/native-filters.js'
import { parseTemplate } from './parse/parser.js'
import { type Origin, SourceText } from './parse/source-text.js'
import type { FilterFunction, Runtime } from './runtime.js'
import { Template } from './template.js'
import { Undefined } from './values/value.js'

export interface EnvironmentOptions {
  /** Filters besides Jinja2's own. */
  readonly filters?: ReadonlyMap<string, FilterFunction>
  /** Tests besides Jinja2's own. */
  readonly tests?: ReadonlyMap<string, FilterFunction>
  /** What a missing name, attribute or item is; `hint` says why where it isn't a name. */
  readonly undefined?: Runtime['undefined']
  /** What a macro's name has before it within its own template: with dbt's `dbt_macro__`, no plain name reaches it. */
  readonly macroPrefix?: string
  /**
   * Whether templates are dbt's YAML values: `renderNative` gives a single value as it is, text is read as a literal only
   * where `as_native`, `as_bool` or `as_number` say so, and what a block collects must be text.
   */
  readonly native?: boolean
}

/** Filters, tests and settings that templates share. */
export class Environment implements Runtime {
  readonly filters: ReadonlyMap<string, FilterFunction>
  readonly tests: ReadonlyMap<string, FilterFunction>
  readonly undefined: Runtime['undefined']
  readonly isNative: boolean
  readonly #macroPrefix: string

  constructor(options: EnvironmentOptions = {}) {
    this.filters = new Map([
      ...builtinFilters(),
      ...dbtFilters(options.native ?? false),
      ...(options.filters ?? []),
    ])
    this.tests = new Map([...builtinTests(), ...(options.tests ?? [])])
    this.undefined =
      options.undefined ?? ((name, hint, known) => new Undefined(hint, name, 'default', 'undefined', known))
    this.isNative = options.native ?? false
    this.#macroPrefix = options.macroPrefix ?? ''
  }

  /**
   * Parses a template. `origin` says where `source` begins in `file`, so that positions are those of the
   * file. Throws a JinjaError of kind 'syntax'.
   */
  parse(source: string, file: string, origin?: Origin): Template {
    const text = new SourceText(source, file, origin)
    return new Template(parseTemplate(text, this.#macroPrefix), text, this)
  }
}
