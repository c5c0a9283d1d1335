import { type CompiledMacro, compileMacro, MacroFunction } from './compile/macros.js'
import { compileContext } from './compile/statements.js'
import { locate, type Span } from './errors.js'
import type { Globals } from './globals.js'
import type { Expression, Macro } from './parse/ast.js'
import type { SourceText } from './parse/source-text.js'
import type { Runtime } from './runtime.js'
import type { Callable } from './values/callable.js'

export type MacroKind = Macro['blockKind']

export interface MacroParam {
  readonly name: string
  readonly hasDefault: boolean
  /** The annotation as written, for `macro f(a: string)`. */
  readonly type: string | undefined
}

function constantStrings(node: Expression | undefined): string[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item) =>
    item.kind === 'const' && typeof item.value === 'string' ? [item.value] : [],
  )
}

/** A macro, test or materialization at the top of a template. */
export class MacroDefinition {
  #compiled: CompiledMacro | undefined

  constructor(
    /** The syntax tree of the block. */
    readonly ast: Macro,
    readonly text: SourceText,
    readonly runtime: Runtime,
  ) {}

  get name(): string {
    return this.ast.name
  }

  get kind(): MacroKind {
    return this.ast.blockKind
  }

  get file(): string {
    return this.text.file
  }

  get params(): readonly MacroParam[] {
    return this.ast.params.map((param) => ({
      name: param.name,
      hasDefault: param.default !== undefined,
      type: param.type,
    }))
  }

  /** Where the block stands, from its opening to its closing tag. */
  get place(): Span {
    return this.text.span(this.ast.start, this.ast.end)
  }

  /** The whole block, from its opening to its closing tag. */
  get source(): string {
    return this.text.text.slice(this.ast.start, this.ast.end)
  }

  /** For a materialization: the adapter it is for, 'default' where it names none. */
  get adapter(): string | undefined {
    return this.ast.adapter
  }

  /** For a materialization: the languages it says it supports. */
  get supportedLanguages(): readonly string[] | undefined {
    if (this.kind !== 'materialization') return undefined
    return constantStrings(this.ast.params.find((param) => param.name === 'supported_languages')?.default)
  }

  #compile(): CompiledMacro {
    try {
      return compileMacro(this.ast, compileContext(this.runtime, this.text), undefined)
    } catch (error) {
      throw locate(error, this.file, this.place)
    }
  }

  /**
   * The macro as a function. It sees `globals`, its parameters and what it sets itself, its own name
   * not: that is looked up like any other. Compiled when it is first called; that may throw for a
   * filter or test that doesn't exist.
   */
  bind(globals: Globals): Callable {
    this.#compiled ??= this.#compile()
    return new MacroFunction(this.#compiled, globals, undefined)
  }
}
