import { builtinFilters } from './filters/builtin-filters.js'
import { builtinTests } from './filters/builtin-tests.js'
import { dbtFilters } from './filters/native-filters.js'
import { dbtNativeValue, jinjaNativeValue } from './native-value.js'
import { parseTemplate } from './parse/parser.js'
import { type Origin, SourceText } from './parse/source-text.js'
import type { FilterFunction, Runtime } from './runtime.js'
import { Template } from './template.js'
import { Undefined, type Value } from './values/value.js'

export interface EnvironmentOptions {
  /** Filters besides Jinja2's own. */
  readonly filters?: ReadonlyMap<string, FilterFunction>
  /** Tests besides Jinja2's own. */
  readonly tests?: ReadonlyMap<string, FilterFunction>
  /** What a missing name, attribute or item is; `hint` says why where it isn't a name. */
  readonly undefined?: (name: string | undefined, hint?: string) => Value
  /** Whether dbt's blocks (test, data_test, materialization, docs) and typed parameters are known. */
  readonly dbtBlocks?: boolean
  /**
   * Whether `renderNative` follows dbt: one value is kept as it is, text isn't read as a literal unless
   * `as_native`, `as_bool` or `as_number` say so. Otherwise it follows Jinja2's NativeEnvironment.
   */
  readonly dbtNative?: boolean
}

/** Filters, tests and settings that templates share. */
export class Environment implements Runtime {
  readonly filters: ReadonlyMap<string, FilterFunction>
  readonly tests: ReadonlyMap<string, FilterFunction>
  readonly undefined: Runtime['undefined']
  readonly nativeValue: (outputs: readonly Value[]) => Value
  readonly #dbtBlocks: boolean

  constructor(options: EnvironmentOptions = {}) {
    this.filters = new Map([
      ...builtinFilters(),
      ...dbtFilters(options.dbtNative ?? false),
      ...(options.filters ?? []),
    ])
    this.tests = new Map([...builtinTests(), ...(options.tests ?? [])])
    this.undefined =
      options.undefined ?? ((name, hint, known) => new Undefined(hint, name, 'default', 'undefined', known))
    this.nativeValue = options.dbtNative ? dbtNativeValue : jinjaNativeValue
    this.#dbtBlocks = options.dbtBlocks ?? true
  }

  /**
   * Parses a template. `origin` says where `source` begins in `file`, so that positions are those of the
   * file. Throws a JinjaError of kind 'syntax'.
   */
  parse(source: string, file: string, origin?: Origin): Template {
    const text = new SourceText(source, file, origin)
    return new Template(parseTemplate(text, { dbtBlocks: this.#dbtBlocks }), text, this)
  }
}
