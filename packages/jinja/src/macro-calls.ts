import { MacroDefinition } from './macro-definition.js'
import type { Call, Expression, Root } from './parse/ast.js'
import { walk } from './parse/walk.js'
import type { Template } from './template.js'

/** A call that can be told without evaluating anything. */
export interface StaticCall {
  /** `f` for `f()`, `pkg.f` for `pkg.f()`, `adapter.dispatch` for a dispatch. */
  readonly name: string
  /** For `adapter.dispatch('name', 'namespace')` with constant arguments. */
  readonly dispatch?: { readonly name: string; readonly namespace: string | undefined }
}

function dottedName(node: Expression): string | undefined {
  if (node.kind === 'name') return node.name
  if (node.kind !== 'getattr') return undefined
  const object = dottedName(node.object)
  return object && `${object}.${node.name}`
}

function constantText(node: Expression | undefined): string | undefined {
  return node?.kind === 'const' && typeof node.value === 'string' ? node.value : undefined
}

function dispatchOf(call: Call): StaticCall['dispatch'] {
  const argument = (position: number, name: string) =>
    constantText(call.args[position] ?? call.kwargs.find((keyword) => keyword.name === name)?.value)
  const name = argument(0, 'macro_name')
  return name === undefined ? undefined : { name, namespace: argument(1, 'macro_namespace') }
}

/** The static calls in a template or macro, in the order of the text; each name once. */
export function macroCalls(source: Template | MacroDefinition | Root): StaticCall[] {
  const ast = source instanceof MacroDefinition || 'body' in source ? source : source.ast
  const body = ast instanceof MacroDefinition ? [ast.ast] : ast.body
  const found = new Map<string, StaticCall>()
  walk(body, (node) => {
    if (node.kind !== 'call') return
    const name = dottedName(node.callee)
    if (name === undefined) return
    const dispatch = name === 'adapter.dispatch' ? dispatchOf(node) : undefined
    const key = dispatch ? `${name}:${dispatch.namespace ?? ''}:${dispatch.name}` : name
    if (!found.has(key)) found.set(key, dispatch ? { name, dispatch } : { name })
  })
  return [...found.values()]
}
