import type { Globals } from './globals.js'
import type { MacroDefinition } from './macro-definition.js'
import type { MaybePromise, Value } from './values/value.js'

/** A part of the output and what it came from. `literal` parts map character by character. */
export interface OutputSpan {
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly literal: boolean
}

export interface MappedText {
  readonly text: string
  readonly spans: readonly OutputSpan[]
}

export interface Template {
  readonly file: string
  readonly source: string
  readonly macros: ReadonlyMap<string, MacroDefinition>
  render(globals: Globals): MaybePromise<string>
  renderMapped(globals: Globals): MaybePromise<MappedText>
  renderNative(globals: Globals): MaybePromise<Value>
}
