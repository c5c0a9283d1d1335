import { JinjaError, typeError, valueError } from '../errors.js'
import type { NamespaceTarget, Target } from '../parse/ast.js'
import { iterate } from '../values/iterate.js'
import { Namespace } from '../values/namespace.js'
import { Tuple, typeName, type Value } from '../values/value.js'
import { atNode, type CompileContext, type Scope } from './context.js'
import type { Frame } from './frame.js'
import { reader } from './symbols.js'

export type Assign = (frame: Frame, value: Value) => void

/** Python's unpacking: exactly as many values as targets. */
function unpack(value: Value, count: number): readonly Value[] {
  let items: readonly Value[]
  if (Array.isArray(value)) items = value
  else if (value instanceof Tuple) items = value.items
  else {
    let iterable: Iterable<Value>
    try {
      iterable = iterate(value)
    } catch (error) {
      if (!(error instanceof JinjaError) || error.kind !== 'type') throw error
      throw typeError(`cannot unpack non-iterable ${typeName(value)} object`)
    }
    items = [...iterable]
  }
  if (items.length < count) {
    throw valueError(`not enough values to unpack (expected ${count}, got ${items.length})`)
  }
  if (items.length > count) throw valueError(`too many values to unpack (expected ${count})`)
  return items
}

/** Makes what Jinja2 does before it evaluates the value of a `set`: see whether attributes are set on namespaces only. */
export function compileTargetCheck(
  target: Target,
  context: CompileContext,
  scope: Scope,
): ((frame: Frame) => void) | undefined {
  if (target.kind === 'name') return undefined
  if (target.kind === 'nsref') {
    const read = namespaceReader(target, context, scope)
    return (frame) => void read(frame)
  }
  const checks = target.items.flatMap((item) => compileTargetCheck(item, context, scope) ?? [])
  if (checks.length === 0) return undefined
  return (frame) => {
    for (const check of checks) check(frame)
  }
}

function namespaceReader(target: NamespaceTarget, context: CompileContext, scope: Scope) {
  const read = reader(scope.symbols.path(scope.symbols.find(target.name)!))
  return (frame: Frame): Namespace => {
    const namespace = read(frame)
    if (namespace instanceof Namespace) return namespace
    throw atNode(
      new JinjaError('runtime', 'cannot assign attribute on non-namespace object'),
      context,
      target,
    )
  }
}

/** Makes the closure that gives a value to a target: a variable, a namespace's attribute, or several of them. */
export function compileTarget(target: Target, context: CompileContext, scope: Scope): Assign {
  if (target.kind === 'tuple') {
    const targets = target.items.map((item) => compileTarget(item, context, scope))
    return (frame, value) => {
      let items: readonly Value[]
      try {
        items = unpack(value, targets.length)
      } catch (error) {
        throw atNode(error, context, target)
      }
      for (let i = 0; i < targets.length; i++) targets[i]!(frame, items[i]!)
    }
  }
  if (target.kind === 'name') {
    const { slot } = scope.symbols.find(target.name)!
    return (frame, value) => {
      frame.slots[slot] = value
    }
  }
  const read = namespaceReader(target, context, scope)
  const { attribute } = target
  return (frame, value) => read(frame).set(attribute, value)
}
