import { JinjaError, typeError } from '../errors.js'
import type { Arguments, Call, Expression, Filter, Node, Test } from '../parse/ast.js'
import type { FilterFunction } from '../runtime.js'
import { callArgs, NO_NAMED } from '../values/callable.js'
import { iterate } from '../values/iterate.js'
import { mappingEntries } from '../values/mapping.js'
import { truthy } from '../values/truth.js'
import { asText, type CallArgs, type MaybePromise, typeName, type Value } from '../values/value.js'
import { atNode, type CompileContext, compileError, type Scope } from './context.js'
import { type Evaluate, evaluateAll, type Frame, whenReady } from './frame.js'

type Sub = (child: Expression) => Evaluate
type EvaluateArguments = (frame: Frame) => MaybePromise<CallArgs>

const NO_ARGS: CallArgs = { positional: [], named: NO_NAMED }

function compileArguments(node: Node & Arguments, context: CompileContext, sub: Sub): EvaluateArguments {
  const { args, kwargs, dynArgs, dynKwargs } = node
  const values = [...args, ...kwargs.map((keyword) => keyword.value)].map(sub)
  if (values.length === 0 && !dynArgs && !dynKwargs) return () => NO_ARGS
  const names = kwargs.map((keyword) => keyword.name)
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated) throw compileError(`keyword argument repeated: ${repeated}`, context, node)
  const count = args.length
  const withNames = (evaluated: Value[]): CallArgs => {
    if (names.length === 0) return { positional: evaluated, named: NO_NAMED }
    return {
      positional: evaluated.slice(0, count),
      named: new Map(names.map((name, i) => [name, evaluated[count + i]!])),
    }
  }
  if (!dynArgs && !dynKwargs) return (frame) => whenReady(evaluateAll(values, frame), withNames)
  const more = [dynArgs ? sub(dynArgs) : () => null, dynKwargs ? sub(dynKwargs) : () => null]
  return (frame) =>
    whenReady(evaluateAll(values, frame), (evaluated) =>
      whenReady(evaluateAll(more, frame), ([list, dict]) => {
        const { positional, named } = withNames(evaluated)
        try {
          return {
            positional: dynArgs ? [...positional, ...spreadList(list!)] : positional,
            named: dynKwargs ? spreadDict(named, dict!) : named,
          }
        } catch (error) {
          throw atNode(error, context, node)
        }
      }),
    )
}

function spreadList(value: Value): Iterable<Value> {
  try {
    return iterate(value)
  } catch (error) {
    if (!(error instanceof JinjaError) || error.kind !== 'type') throw error
    throw typeError(`Value after * must be an iterable, not ${typeName(value)}`)
  }
}

function spreadDict(named: ReadonlyMap<string, Value>, value: Value): ReadonlyMap<string, Value> {
  const entries = mappingEntries(value)
  if (!entries) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`)
  const all = new Map(named)
  for (const [key, item] of entries) {
    const name = asText(key)
    if (name === undefined) throw typeError('keywords must be strings')
    if (all.has(name)) throw typeError(`got multiple values for keyword argument '${name}'`)
    all.set(name, item)
  }
  return all
}

/** Runs what may raise at once or later, and gives the error the place of `node`. */
function guarded(context: CompileContext, node: Node, run: () => MaybePromise<Value>): MaybePromise<Value> {
  try {
    const value = run()
    if (!(value instanceof Promise)) return value
    return value.catch((error: unknown) => {
      throw atNode(error, context, node)
    })
  } catch (error) {
    throw atNode(error, context, node)
  }
}

/** A call; `caller` gives the block of a call block, which is passed as one more keyword argument. */
export function compileCall(
  node: Call,
  context: CompileContext,
  sub: Sub,
  caller?: (frame: Frame) => Value,
): Evaluate {
  const callee = sub(node.callee)
  const evaluateArguments = compileArguments(node, context, sub)
  const invoke = (callable: Value, args: CallArgs) => guarded(context, node, () => callArgs(callable, args))
  const call = (callable: Value, frame: Frame) => {
    const args = evaluateArguments(frame)
    if (args instanceof Promise) return args.then((found) => invoke(callable, found))
    return invoke(callable, args)
  }
  if (caller) {
    return (frame) =>
      whenReady(callee(frame), (callable) =>
        whenReady(evaluateArguments(frame), ({ positional, named }) =>
          invoke(callable, { positional, named: new Map(named).set('caller', caller(frame)) }),
        ),
      )
  }
  return (frame) => {
    const callable = callee(frame)
    return callable instanceof Promise ? callable.then((found) => call(found, frame)) : call(callable, frame)
  }
}

function compileApplication(
  what: 'filter' | 'test',
  node: Filter | Test,
  object: Evaluate,
  context: CompileContext,
  scope: Scope,
  sub: Sub,
): Evaluate {
  const { runtime } = context
  const { name } = node
  const table = what === 'filter' ? runtime.filters : runtime.tests
  const found = table.get(name)
  const unknown = { name, known: () => table.keys() }
  if (!found && !scope.soft) throw compileError(`No ${what} named '${name}'.`, context, node, unknown)
  const apply: FilterFunction =
    found ??
    (() => {
      throw new JinjaError('runtime', `No ${what} named '${name}' found.`, { unknown })
    })
  const evaluateArguments = compileArguments(node, context, sub)
  const invoke = (value: Value, args: CallArgs) => guarded(context, node, () => apply(value, args, runtime))
  const withValue = (value: Value, frame: Frame) => {
    const args = evaluateArguments(frame)
    return args instanceof Promise ? args.then((ready) => invoke(value, ready)) : invoke(value, args)
  }
  return (frame) => {
    const value = object(frame)
    return value instanceof Promise ? value.then((ready) => withValue(ready, frame)) : withValue(value, frame)
  }
}

/** A filter; `block` gives the value where the filter stands on a block. */
export function compileFilter(
  node: Filter,
  context: CompileContext,
  scope: Scope,
  sub: Sub,
  block?: Evaluate,
): Evaluate {
  let object = block
  if (node.object) {
    object =
      block && node.object.kind === 'filter'
        ? compileFilter(node.object, context, scope, sub, block)
        : sub(node.object)
  }
  return compileApplication('filter', node, object!, context, scope, sub)
}

export function compileTest(node: Test, context: CompileContext, scope: Scope, sub: Sub): Evaluate {
  const test = compileApplication('test', node, sub(node.object), context, scope, sub)
  return (frame) => whenReady(test(frame), (value) => (typeof value === 'boolean' ? value : truthy(value)))
}
