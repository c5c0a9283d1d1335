import { type Execute, type Frame, newFrame } from './compile/frame.js'
import { MappedBuffer, NativeBuffer, type OutputBuffer, TextBuffer } from './compile/output-buffer.js'
import { compileContext } from './compile/statements.js'
import { beginSteps } from './compile/steps.js'
import { FunctionScope, Symbols } from './compile/symbols.js'
import { JinjaError, locate, MacroReturn, type Span } from './errors.js'
import type { Globals } from './globals.js'
import { MacroDefinition } from './macro-definition.js'
import { nativeValue } from './native-value.js'
import type { Call, Root } from './parse/ast.js'
import type { SourceText } from './parse/source-text.js'
import { walk } from './parse/walk.js'
import type { Runtime } from './runtime.js'
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

interface Program {
  readonly scope: FunctionScope
  readonly enter: (frame: Frame) => void
  readonly execute: Execute
}

/** A parsed template. It is compiled when it is first rendered. */
export class Template {
  #program: Program | undefined
  #macros: ReadonlyMap<string, MacroDefinition> | undefined

  constructor(
    readonly ast: Root,
    readonly text: SourceText,
    readonly runtime: Runtime,
  ) {}

  get file(): string {
    return this.text.file
  }

  /** The text as it was parsed, with normalised newlines. */
  get source(): string {
    return this.text.text
  }

  /** The macro, test and materialization blocks at the top of the template, by name. */
  get macros(): ReadonlyMap<string, MacroDefinition> {
    this.#macros ??= new Map(
      this.ast.body.flatMap((node) =>
        node.kind === 'macro'
          ? [[node.name, new MacroDefinition(node, this.text, this.runtime)] as const]
          : [],
      ),
    )
    return this.#macros
  }

  #compile(): Program {
    if (this.#program) return this.#program
    try {
      this.#program = this.#compiled()
    } catch (error) {
      throw locate(error, this.file, this.text.span(0, 0))
    }
    return this.#program
  }

  #compiled(): Program {
    const scope = new FunctionScope(undefined)
    const symbols = new Symbols(scope, undefined)
    symbols.visitAll(this.ast.body)
    const context = compileContext(this.runtime, this.text)
    const execute = context.statements(this.ast.body, { symbols, soft: false })
    return { scope, enter: symbols.enter(), execute }
  }

  #run<T>(globals: Globals, out: OutputBuffer, result: () => T): MaybePromise<T> {
    const { scope, enter, execute } = this.#compile()
    beginSteps()
    const frame = newFrame(scope.size, undefined, globals)
    enter(frame)
    try {
      const done = execute(frame, out)
      return done instanceof Promise ? done.then(result).catch((error) => this.#caught(error)) : result()
    } catch (error) {
      return this.#caught(error)
    }
  }

  /** A `return()` has a macro to leave. */
  #caught(error: unknown): never {
    if (!(error instanceof MacroReturn)) throw locate(error, this.file, this.text.span(0, 0))
    throw locate(new JinjaError('runtime', 'return() outside of a macro'), this.file, this.#placeOfReturn())
  }

  #placeOfReturn(): Span {
    const calls: Call[] = []
    const outsideOfMacros = this.ast.body.filter((node) => node.kind !== 'macro')
    walk(outsideOfMacros, (node) => {
      if (node.kind === 'call' && node.callee.kind === 'name' && node.callee.name === 'return')
        calls.push(node)
    })
    const [first = { start: 0, end: 0 }] = calls
    return this.text.span(first.start, first.end)
  }

  /** The text; a promise where a host function had to be waited for. Throws a JinjaError or what a host function threw. */
  render(globals: Globals): MaybePromise<string> {
    const out = new TextBuffer()
    return this.#run(globals, out, () => out.joined())
  }

  /** The text and the way back from it to the template. */
  renderMapped(globals: Globals): MaybePromise<MappedText> {
    const out = new MappedBuffer()
    return this.#run(globals, out, () => ({
      text: out.joined(),
      spans: out.parts.map(({ start, end, node, literal }) => ({
        start,
        end,
        ...this.text.span(node.start, node.end),
        literal,
      })),
    }))
  }

  /** The value instead of the text: one expression keeps its type. */
  renderNative(globals: Globals): MaybePromise<Value> {
    const out = new NativeBuffer()
    return this.#run(globals, out, () => nativeValue(out.values))
  }
}
