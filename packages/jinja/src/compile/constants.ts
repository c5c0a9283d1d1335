import { isPlainValue } from '../native-value.js'
import type { Expression } from '../parse/ast.js'
import { children } from '../parse/walk.js'
import { str } from '../values/text.js'
import { truthy } from '../values/truth.js'
import type { Value } from '../values/value.js'
import type { CompileContext } from './context.js'
import { type Evaluate, type Frame, newFrame, whenReady } from './frame.js'

/** Filters that see the template's names, which no constant does. */
const OF_CONTEXT = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr', 'random'])

const nowhere: Frame = newFrame(0, undefined, { get: () => undefined })

/**
 * What Jinja2 evaluates of an output when it compiles the template: the whole, or the part that decides; undefined where
 * that is no constant. It then writes the value as a text, in native rendering too: dbt makes the text `1` of `{{ 1 }}`,
 * and a number of `{{ n }}`.
 */
export function constantPart(
  node: Expression,
  context: CompileContext,
  sub: (child: Expression) => Evaluate,
): Expression | undefined {
  const isAll = (nodes: readonly Expression[]) => nodes.every((child) => constantPart(child, context, sub))
  const isTrue = (child: Expression): boolean | undefined => {
    try {
      const value = sub(child)(nowhere)
      return value instanceof Promise ? undefined : truthy(value)
    } catch {
      return undefined // what fails is evaluated again when the template is rendered
    }
  }
  switch (node.kind) {
    case 'const':
      return node
    case 'name':
    case 'nsref':
    case 'call':
      return undefined
    case 'logical':
      if (!isAll([node.left])) return undefined
      if (isTrue(node.left) === (node.operator === 'or')) return node.left
      return isAll([node.right]) ? node : undefined
    case 'compare':
      if (!isAll([node.first])) return undefined
      for (const [i, { value }] of node.operands.entries()) {
        if (!isAll([value])) return undefined
        const soFar = { ...node, operands: node.operands.slice(0, i + 1) }
        if (isTrue(soFar) === false) return soFar
      }
      return node
    case 'conditional': {
      if (!isAll([node.test])) return undefined
      const taken = isTrue(node.test) ? node.whenTrue : node.otherwise
      return taken && constantPart(taken, context, sub)
    }
    case 'filter':
      if (OF_CONTEXT.has(node.name) || !context.runtime.filters.has(node.name)) return undefined
  }
  return isAll(children(node) as readonly Expression[]) ? node : undefined
}

/** The text of a constant, as far as Jinja2 keeps its value as one. */
export function constantText(evaluate: Evaluate): Evaluate {
  const converted = (value: Value) => (isPlainValue(value) ? str(value) : value)
  return (frame) => whenReady(evaluate(frame), converted)
}
