import { defaultGlobalNames } from '../default-globals.js'
import { JinjaError } from '../errors.js'
import type {
  Compare,
  Concat,
  Conditional,
  DictNode,
  Expression,
  GetItem,
  Logical,
  Name,
  Node,
  Slice,
  Unary,
} from '../parse/ast.js'
import { getAttr, getItem } from '../values/access.js'
import { contains } from '../values/compare.js'
import { compareWith } from '../values/compare-operators.js'
import { arithmetic, negate, positive } from '../values/operators.js'
import { getSlice } from '../values/slice.js'
import { str } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { Dict, type MaybePromise, Tuple, Undefined, type Value } from '../values/value.js'
import { compileCall, compileFilter, compileTest } from './calls.js'
import { atNode, type CompileContext, compileError, type Scope } from './context.js'
import { type Evaluate, evaluateAll, type Frame, whenReady } from './frame.js'
import { reader } from './symbols.js'

/** Makes the closure that evaluates an expression. It answers at once unless a host function made it wait. */
export function compileExpression(node: Expression, context: CompileContext, scope: Scope): Evaluate {
  const sub = (child: Expression) => compileExpression(child, context, scope)
  switch (node.kind) {
    case 'name':
      return compileName(node, context, scope)
    case 'const': {
      const { value } = node
      return () => value
    }
    case 'tuple':
      return compileItems(node.items.map(sub), (items) => new Tuple(items))
    case 'list':
      return compileItems(node.items.map(sub), (items) => items)
    case 'dict':
      return compileDict(node, context, sub)
    case 'unary':
      return compileUnary(node, context, sub(node.operand))
    case 'binary':
      return compileBinary(sub(node.left), sub(node.right), arithmetic(node.operator), context, node)
    case 'logical':
      return compileLogical(node, context, sub(node.left), sub(node.right))
    case 'concat':
      return compileConcat(node, context, node.items.map(sub))
    case 'compare':
      return compileCompare(node, context, sub)
    case 'conditional':
      return compileConditional(node, context, scope)
    case 'getattr': {
      const { name } = node
      const { runtime } = context
      return compileGuarded(sub(node.object), (object) => getAttr(object, name, runtime), context, node)
    }
    case 'getitem':
      return compileGetItem(node, context, sub)
    case 'call':
      return compileCall(node, context, sub)
    case 'filter':
      return compileFilter(node, context, scope, sub)
    case 'test':
      return compileTest(node, context, scope, sub)
    case 'slice':
    case 'nsref':
      throw compileError('unexpected expression', context, node)
  }
}

function compileName(node: Name, context: CompileContext, scope: Scope): Evaluate {
  const { symbols } = scope
  const variable = symbols.find(node.name)
  if (!variable) throw new Error(`the name ${node.name} was not visited`)
  const read = reader(symbols.path(variable))
  const { runtime } = context
  const { name } = node
  return (frame) => {
    const value = read(frame)
    if (value !== undefined) return value
    return runtime.undefined(name, undefined, () => [
      ...symbols.assigned(),
      ...(frame.globals.names?.() ?? []),
      ...defaultGlobalNames(),
    ])
  }
}

function compileItems(items: readonly Evaluate[], make: (values: Value[]) => Value): Evaluate {
  return (frame) => whenReady(evaluateAll(items, frame), make)
}

/** Applies a function that may raise to one operand. */
function compileGuarded(
  operand: Evaluate,
  apply: (value: Value) => Value,
  context: CompileContext,
  node: Node,
): Evaluate {
  const guarded = (value: Value) => {
    try {
      return apply(value)
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
  return (frame) => {
    const value = operand(frame)
    return value instanceof Promise ? value.then(guarded) : guarded(value)
  }
}

function compileBinary(
  left: Evaluate,
  right: Evaluate,
  apply: (left: Value, right: Value) => Value,
  context: CompileContext,
  node: Node,
): Evaluate {
  const guarded = (a: Value, b: Value) => {
    try {
      return apply(a, b)
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
  const withRight = (a: Value, frame: Frame) => {
    const b = right(frame)
    return b instanceof Promise ? b.then((value) => guarded(a, value)) : guarded(a, b)
  }
  return (frame) => {
    const a = left(frame)
    return a instanceof Promise ? a.then((value) => withRight(value, frame)) : withRight(a, frame)
  }
}

function compileUnary(node: Unary, context: CompileContext, operand: Evaluate): Evaluate {
  const apply =
    node.operator === '-' ? negate : node.operator === '+' ? positive : (value: Value) => !truthy(value)
  return compileGuarded(operand, apply, context, node)
}

/** `truthy` that raises at the place of `node`. */
export function compileTruth(
  operand: Evaluate,
  context: CompileContext,
  node: Node,
): (frame: Frame) => MaybePromise<boolean> {
  const guarded = (value: Value) => {
    try {
      return truthy(value)
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
  return (frame) => {
    const value = operand(frame)
    if (typeof value === 'boolean') return value
    return value instanceof Promise ? value.then(guarded) : guarded(value)
  }
}

function compileLogical(node: Logical, context: CompileContext, left: Evaluate, right: Evaluate): Evaluate {
  const stopsAt = node.operator === 'or'
  const decide = (value: Value, frame: Frame): MaybePromise<Value> => {
    let isTrue: boolean
    try {
      isTrue = truthy(value)
    } catch (error) {
      throw atNode(error, context, node.left)
    }
    return isTrue === stopsAt ? value : right(frame)
  }
  return (frame) => {
    const value = left(frame)
    return value instanceof Promise ? value.then((found) => decide(found, frame)) : decide(value, frame)
  }
}

function compileConcat(node: Concat, context: CompileContext, items: readonly Evaluate[]): Evaluate {
  const join = (values: Value[]) => {
    try {
      let text = ''
      for (const value of values) text += typeof value === 'string' ? value : str(value)
      return text
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
  return (frame) => whenReady(evaluateAll(items, frame), join)
}

function compileDict(
  node: DictNode,
  context: CompileContext,
  sub: (child: Expression) => Evaluate,
): Evaluate {
  const items = node.items.flat().map(sub)
  const make = (values: Value[]) => {
    try {
      const dict = new Dict()
      for (let i = 0; i < values.length; i += 2) dict.set(values[i]!, values[i + 1]!)
      return dict
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
  return (frame) => whenReady(evaluateAll(items, frame), make)
}

function compileCompare(
  node: Compare,
  context: CompileContext,
  sub: (child: Expression) => Evaluate,
): Evaluate {
  const compareFor = (operator: Compare['operands'][number]['operator']) => {
    if (operator === 'in') return (a: Value, b: Value) => contains(b, a)
    if (operator === 'not in') return (a: Value, b: Value) => !contains(b, a)
    return compareWith(operator)
  }
  const first = sub(node.first)
  const [only, ...more] = node.operands
  if (more.length === 0) {
    return compileBinary(first, sub(only!.value), compareFor(only!.operator), context, node)
  }
  const operands = node.operands.map(({ operator, value }) => ({
    apply: compareFor(operator),
    evaluate: sub(value),
  }))
  const compareFrom = (left: Value, index: number, frame: Frame): MaybePromise<Value> => {
    const { apply, evaluate } = operands[index]!
    return whenReady(evaluate(frame), (right) => {
      let result: Value
      let isTrue: boolean
      try {
        result = apply(left, right)
        isTrue = truthy(result)
      } catch (error) {
        throw atNode(error, context, node)
      }
      return isTrue && index + 1 < operands.length ? compareFrom(right, index + 1, frame) : result
    })
  }
  return (frame) => whenReady(first(frame), (value) => compareFrom(value, 0, frame))
}

function compileConditional(node: Conditional, context: CompileContext, scope: Scope): Evaluate {
  const soft = { ...scope, soft: true }
  const test = compileTruth(compileExpression(node.test, context, soft), context, node.test)
  const whenTrue = compileExpression(node.whenTrue, context, soft)
  const { source } = context
  const otherwise: Evaluate = node.otherwise
    ? compileExpression(node.otherwise, context, soft)
    : () => {
        const { line } = source.place(node.start)
        // Always Jinja2's own undefined, in dbt's parsing too.
        return new Undefined(
          `the inline if-expression on line ${line} evaluated to false and no else section was defined.`,
        )
      }
  return (frame) => whenReady(test(frame), (isTrue) => (isTrue ? whenTrue(frame) : otherwise(frame)))
}

function compileGetItem(
  node: GetItem,
  context: CompileContext,
  sub: (child: Expression) => Evaluate,
): Evaluate {
  const { runtime } = context
  if (node.key.kind === 'slice') return compileSlice(node, node.key, context, sub)
  return compileBinary(
    sub(node.object),
    sub(node.key),
    (object, key) => getItem(object, key, runtime),
    context,
    node,
  )
}

function compileSlice(
  node: GetItem,
  { from, to, step }: Slice,
  context: CompileContext,
  sub: (child: Expression) => Evaluate,
): Evaluate {
  const none: Evaluate = () => null
  const parts = [sub(node.object), ...[from, to, step].map((part) => (part ? sub(part) : none))]
  const apply = (values: Value[]) => {
    try {
      return getSlice(values[0]!, values[1]!, values[2]!, values[3]!)
    } catch (error) {
      if (context.isConstant && error instanceof JinjaError && error.kind === 'type') {
        return context.runtime.undefined(undefined, error.message)
      }
      throw atNode(error, context, node)
    }
  }
  return (frame) => whenReady(evaluateAll(parts, frame), apply)
}
