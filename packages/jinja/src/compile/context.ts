import { JinjaError, locate, type UnknownName } from '../errors.js'
import type { Node, Statement } from '../parse/ast.js'
import type { SourceText } from '../parse/source-text.js'
import type { Runtime } from '../runtime.js'
import type { Execute } from './frame.js'
import type { Symbols } from './symbols.js'

/** What the functions of the compiler hand to each other. */
export interface CompileContext {
  readonly runtime: Runtime
  readonly source: SourceText
  /** Whether this is a constant, within which what can't be sliced is undefined, like an item that isn't there. */
  readonly isConstant?: boolean
  /** Compiles statements in a scope whose names have been visited. */
  readonly statements: (nodes: readonly Statement[], scope: Scope) => Execute
}

export interface Scope {
  readonly symbols: Symbols
  /** Within a condition, where an unknown filter is an error only when it is reached. */
  readonly soft: boolean
}

/** Adds the place of `node` to an error, unless it has one. Returns what to throw. */
export function atNode(error: unknown, context: CompileContext, node: Node): unknown {
  const { source } = context
  return locate(error, source.file, source.span(node.start, node.end))
}

export function compileError(
  message: string,
  context: CompileContext,
  node: Node,
  unknown?: UnknownName,
): JinjaError {
  const { source } = context
  return new JinjaError('syntax', message, { unknown }).at(source.file, source.span(node.start, node.end))
}
