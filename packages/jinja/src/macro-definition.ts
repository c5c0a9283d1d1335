import type { Span } from './errors.js'
import type { Globals } from './globals.js'
import type { Callable } from './values/callable.js'

export type MacroKind = 'macro' | 'test' | 'materialization' | 'docs'

export interface MacroParam {
  readonly name: string
  readonly hasDefault: boolean
  /** The annotation as written, for `macro f(a: string)`. */
  readonly type: string | undefined
}

export interface MacroDefinition {
  readonly name: string
  readonly kind: MacroKind
  readonly params: readonly MacroParam[]
  readonly file: string
  readonly place: Span
  /** The whole block, from its opening to its closing tag. */
  readonly source: string
  /** For a materialization: the adapter it is for ('default' without one) and its languages. */
  readonly adapter: string | undefined
  readonly supportedLanguages: readonly string[] | undefined
  bind(globals: Globals): Callable
}
