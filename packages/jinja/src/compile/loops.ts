import type { Expression, For, Statement, Target } from '../parse/ast.js'
import { mayWait, namesRead, walk } from '../parse/walk.js'
import { iterate, knownLength } from '../values/iterate.js'
import type { MaybePromise, Value } from '../values/value.js'
import { atNode, type CompileContext, compileError, type Scope } from './context.js'
import { compileExpression, compileTruth } from './expressions.js'
import { type Execute, type Frame, newFrame, type Signal, whenReady } from './frame.js'
import { LoopContext } from './loop-context.js'
import { type OutputBuffer, textBuffer } from './output-buffer.js'
import { takeStep } from './steps.js'
import { FunctionScope, Symbols } from './symbols.js'
import { compileTarget } from './targets.js'

/** The items of a loop one by one, filtered; an item may have to be waited for. */
type NextItem = () => MaybePromise<Value | undefined>
type Test = (frame: Frame, item: Value) => MaybePromise<boolean>

/** What runs a loop over a value within a frame whose function the loop belongs to. */
type RunLoop = (frame: Frame, out: OutputBuffer, items: Value, depth: number) => MaybePromise<Signal>

export function compileFor(node: For, context: CompileContext, scope: Scope): Execute {
  const evaluate = compileExpression(node.iterable, context, scope)
  const owner = node.recursive ? new FunctionScope(scope.symbols.scope) : scope.symbols.scope
  const run = compileLoop(node, context, scope, owner)
  if (!node.recursive) return (frame, out) => whenReady(evaluate(frame), (items) => run(frame, out, items, 0))
  return (frame, out) =>
    whenReady(evaluate(frame), (items) => {
      const own = newFrame(owner.size, frame, frame.globals)
      if (!context.runtime.isNative) return whenReady(run(own, out, items, 0), () => undefined)
      // Such a loop is a function, whose text is one value among those that are written.
      const text = textBuffer(context.runtime)
      return whenReady(run(own, text, items, 0), () => {
        out.data(text.joined(), node)
        return undefined
      })
    })
}

function compileTest(node: For, context: CompileContext, scope: Scope, owner: FunctionScope) {
  if (!node.test) return undefined
  const symbols = new Symbols(owner, scope.symbols)
  symbols.target(node.target, true)
  symbols.visit(node.test)
  const inner = { symbols, soft: false }
  const assign = compileTarget(node.target, context, inner)
  const truth = compileTruth(compileExpression(node.test, context, inner), context, node.test)
  const enter = symbols.enter()
  const test: Test = (frame, item) => {
    assign(frame, item)
    enter(frame)
    return truth(frame)
  }
  return test
}

function* filtered(items: Iterable<Value>, frame: Frame, test: Test): Generator<Value> {
  for (const item of items) if (test(frame, item) === true) yield item
}

async function filteredAll(items: Iterable<Value>, frame: Frame, test: Test): Promise<Value[]> {
  const kept: Value[] = []
  for (const item of items) if (await test(frame, item)) kept.push(item)
  return kept
}

/** All items that pass; at once unless a test has to wait. */
function filterAll(items: Iterable<Value>, frame: Frame, test: Test): MaybePromise<Value[]> {
  const iterator = items[Symbol.iterator]()
  const kept: Value[] = []
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    const item = next.value
    const passes = test(frame, item)
    if (passes instanceof Promise) {
      return passes.then(async (first) => {
        if (first) kept.push(item)
        return kept.concat(await filteredAll({ [Symbol.iterator]: () => iterator }, frame, test))
      })
    }
    if (passes) kept.push(item)
  }
  return kept
}

function compileLoop(node: For, context: CompileContext, scope: Scope, owner: FunctionScope): RunLoop {
  const { runtime } = context
  const test = compileTest(node, context, scope, owner)
  const isExtended = node.recursive || namesRead(node.body, ['loop']).size > 0
  const symbols = new Symbols(owner, scope.symbols)
  const loopVariable = isExtended ? symbols.parameter('loop') : undefined
  symbols.target(node.target, true)
  walk([node], (inside) => {
    if (assignedNames(inside).includes('loop')) {
      throw compileError("Can't assign to special loop variable in for-loop target", context, inside)
    }
  })
  symbols.visitAll(node.body)
  const inner: Scope = { symbols, soft: false }
  const assign = compileTarget(node.target, context, inner)
  const body = context.statements(node.body, inner)
  const enter = symbols.enter()
  const otherwise = compileElse(node, context, scope, owner)
  const source = new LoopItems(node, context, test)

  const recurse = (frame: Frame) => (items: Value, depth: number) => {
    const out = textBuffer(context.runtime)
    const own = newFrame(owner.size, frame.parent, frame.globals)
    return whenReady(run(own, out, items, depth), () => out.joined())
  }

  const run: RunLoop = (frame, out, items, depth) => {
    if (!loopVariable) return turns(frame, out, source.lazily(frame, items))
    return whenReady(source.forContext(frame, items), ({ list, length }) => {
      const loop = new LoopContext(list, length, depth, runtime, node.recursive ? recurse(frame) : undefined)
      frame.slots[loopVariable.slot] = loop
      const next = () => {
        try {
          const item = loop.next()
          // An inner loop of the same function may have used the slot of `loop`.
          if (item !== undefined) frame.slots[loopVariable.slot] = loop
          return item
        } catch (error) {
          throw atNode(error, context, node.iterable)
        }
      }
      return turns(frame, out, next)
    })
  }

  const step = (): void => {
    try {
      takeStep()
    } catch (error) {
      throw atNode(error, context, node)
    }
  }

  const turns = (frame: Frame, out: OutputBuffer, next: NextItem): MaybePromise<Signal> => {
    let isEmpty = true
    for (;;) {
      const item = next()
      if (item instanceof Promise) return waitingTurns(frame, out, next, item, undefined, isEmpty)
      if (item === undefined) break
      step()
      assign(frame, item)
      enter(frame)
      const signal = body(frame, out)
      if (signal === undefined) isEmpty = false
      else if (signal instanceof Promise) {
        return waitingTurns(frame, out, next, undefined, signal, isEmpty)
      } else if (signal === 'break') break
    }
    return isEmpty && otherwise ? otherwise(frame, out) : undefined
  }

  /** The rest of the turns, from the first one that has to wait. */
  const waitingTurns = async (
    frame: Frame,
    out: OutputBuffer,
    next: NextItem,
    firstItem: Promise<Value | undefined> | undefined,
    firstSignal: Promise<Signal> | undefined,
    wasEmpty: boolean,
  ): Promise<Signal> => {
    let isEmpty = wasEmpty
    let signal: Signal
    if (firstSignal) {
      signal = await firstSignal
      if (signal === undefined) isEmpty = false
    }
    let item = signal === 'break' ? undefined : firstItem ? await firstItem : await next()
    while (item !== undefined) {
      step()
      assign(frame, item)
      enter(frame)
      signal = await body(frame, out)
      if (signal === undefined) isEmpty = false
      else if (signal === 'break') break
      item = await next()
    }
    return isEmpty && otherwise ? otherwise(frame, out) : undefined
  }
  return run
}

/** Makes a loop's items from its value. */
class LoopItems {
  readonly #waits: boolean

  constructor(
    readonly node: For,
    readonly context: CompileContext,
    readonly test: Test | undefined,
  ) {
    this.#waits = node.test !== undefined && mayWait(node.test)
  }

  #iterate(items: Value): Iterable<Value> {
    try {
      return iterate(items)
    } catch (error) {
      throw atNode(error, this.context, this.node.iterable)
    }
  }

  /** For loops without `loop`: each item is tested when its turn comes. */
  lazily(frame: Frame, items: Value): NextItem {
    const { test, context, node } = this
    const iterator = this.#iterate(items)[Symbol.iterator]()
    const read = (): Value | undefined => {
      try {
        const next = iterator.next()
        return next.done ? undefined : next.value
      } catch (error) {
        throw atNode(error, context, node.iterable)
      }
    }
    if (!test) return read
    const tested = (): MaybePromise<Value | undefined> => {
      for (let item = read(); item !== undefined; item = read()) {
        const passes = test(frame, item)
        if (passes instanceof Promise) {
          const waiting = item
          return passes.then((isTrue) => (isTrue ? waiting : tested()))
        }
        if (passes) return item
      }
      return undefined
    }
    return tested
  }

  /**
   * For loops with `loop`, which may look ahead without waiting: a test that calls nothing is applied
   * when its turn comes, any other one before the loop begins.
   */
  forContext(
    frame: Frame,
    items: Value,
  ): MaybePromise<{ list: Iterable<Value>; length: number | undefined }> {
    const iterable = this.#iterate(items)
    if (!this.test) return { list: iterable, length: knownLength(items) }
    if (!this.#waits) return { list: filtered(iterable, frame, this.test), length: undefined }
    return whenReady(filterAll(iterable, frame, this.test), (list) => ({ list, length: list.length }))
  }
}

function targetNames(target: Target): string[] {
  if (target.kind === 'tuple') return target.items.flatMap(targetNames)
  return target.kind === 'name' ? [target.name] : []
}

/** The variables that a statement itself assigns. */
function assignedNames(node: Expression | Statement): string[] {
  switch (node.kind) {
    case 'for':
    case 'set':
    case 'setblock':
      return targetNames(node.target)
    case 'with':
      return node.targets.flatMap(targetNames)
    default:
      return []
  }
}

function compileElse(
  node: For,
  context: CompileContext,
  scope: Scope,
  owner: FunctionScope,
): Execute | undefined {
  if (node.otherwise.length === 0) return undefined
  const symbols = new Symbols(owner, scope.symbols)
  symbols.visitAll(node.otherwise)
  const execute = context.statements(node.otherwise, { symbols, soft: false })
  const enter = symbols.enter()
  return (frame, out) => {
    enter(frame)
    return execute(frame, out)
  }
}
