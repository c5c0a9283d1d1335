import { typeError } from '../errors.js'
import type {
  CallBlock,
  Data,
  Expression,
  Filter,
  FilterBlock,
  If,
  Node,
  Output,
  SetBlock,
  Statement,
  With,
} from '../parse/ast.js'
import type { SourceText } from '../parse/source-text.js'
import { children } from '../parse/walk.js'
import type { Runtime } from '../runtime.js'
import type { Value } from '../values/value.js'
import { compileCall, compileFilter } from './calls.js'
import { constantPart, constantText } from './constants.js'
import { atNode, type CompileContext, type Scope } from './context.js'
import { compileExpression, compileTruth } from './expressions.js'
import { type Evaluate, type Execute, type Frame, type Signal, whenReady } from './frame.js'
import { compileFor } from './loops.js'
import { compileMacro, MacroFunction } from './macros.js'
import { type OutputBuffer, textBuffer } from './output-buffer.js'
import { Symbols } from './symbols.js'
import { compileTarget, compileTargetCheck } from './targets.js'

/** What compiling a template or a macro needs. */
export function compileContext(runtime: Runtime, source: SourceText): CompileContext {
  const context: CompileContext = {
    runtime,
    source,
    statements: (nodes, scope) => compileStatements(nodes, context, scope),
  }
  return context
}

/** Makes the closure that runs statements one after the other. */
function compileStatements(nodes: readonly Statement[], context: CompileContext, scope: Scope): Execute {
  const steps = nodes.flatMap((node) => compileStatement(node, context, scope))
  if (steps.length === 1) return steps[0]!
  return (frame, out) => {
    for (let i = 0; i < steps.length; i++) {
      const signal = steps[i]!(frame, out)
      if (signal === undefined) continue
      return signal instanceof Promise ? executeRest(steps, i, signal, frame, out) : signal
    }
    return undefined
  }
}

async function executeRest(
  steps: readonly Execute[],
  index: number,
  first: Promise<Signal>,
  frame: Frame,
  out: OutputBuffer,
): Promise<Signal> {
  let signal = await first
  for (let i = index + 1; i < steps.length && signal === undefined; i++) signal = await steps[i]!(frame, out)
  return signal
}

function compileStatement(node: Statement, context: CompileContext, scope: Scope): Execute | Execute[] {
  const sub = (child: Expression) => compileExpression(child, context, scope)
  switch (node.kind) {
    case 'output':
      return compileOutput(node, context, scope)
    case 'if':
      return compileIf(node, context, scope)
    case 'for':
      return compileFor(node, context, scope)
    case 'set': {
      const check = compileTargetCheck(node.target, context, scope)
      const assign = compileTarget(node.target, context, scope)
      const value = sub(node.value)
      return (frame) => {
        check?.(frame)
        const found = value(frame)
        if (found instanceof Promise) return found.then((ready) => assign(frame, ready) as undefined)
        assign(frame, found)
        return undefined
      }
    }
    case 'setblock':
      return compileSetBlock(node, context, scope)
    case 'macro': {
      // dbt's own blocks are taken by name out of the template; where they stand they do nothing.
      if (node.blockKind !== 'macro') return []
      const macro = compileMacro(node, context, scope.symbols)
      const { slot } = scope.symbols.find(node.variable)!
      return (frame) => {
        frame.slots[slot] = new MacroFunction(macro, frame.globals, frame)
        return undefined
      }
    }
    case 'callblock':
      return compileCallBlock(node, context, scope, sub)
    case 'filterblock':
      return compileFilterBlock(node, context, scope)
    case 'with':
      return compileWith(node, context, scope, sub)
    case 'othertemplate':
      return () => {
        throw atNode(typeError('there are no other templates that a template could use'), context, node)
      }
    case 'block':
      return compileBlock(node.body, context, scope)
    case 'do': {
      const value = sub(node.expression)
      return (frame) => {
        const done = value(frame)
        return done instanceof Promise ? done.then(() => undefined) : undefined
      }
    }
    case 'break':
    case 'continue': {
      const { kind } = node
      return () => kind
    }
  }
}

/** Writes a value as text, with the place of a value that can't be printed. */
function writer(context: CompileContext, node: Node): (out: OutputBuffer, value: Value) => undefined {
  return (out, value) => {
    try {
      out.value(value, node)
    } catch (error) {
      throw atNode(error, context, node)
    }
  }
}

function compileOutput(node: Output, context: CompileContext, scope: Scope): Execute[] {
  return node.parts.map((part: Data | Expression): Execute => {
    if (part.kind === 'data') {
      const { text } = part
      return (_frame, out) => {
        try {
          out.data(text, part)
        } catch (error) {
          throw atNode(error, context, part)
        }
        return undefined
      }
    }
    const evaluate = compilePrinted(part, context, scope)
    const write = writer(context, part)
    return (frame, out) => {
      const value = evaluate(frame)
      return value instanceof Promise ? value.then((ready) => write(out, ready)) : write(out, value)
    }
  })
}

function compilePrinted(node: Expression, context: CompileContext, scope: Scope): Evaluate {
  const within = { ...context, isConstant: !context.runtime.isNative }
  const constant = constantPart(node, context, (child) => compileExpression(child, within, scope))
  if (constant === undefined) return compileExpression(node, context, scope)
  const evaluate = compileExpression(constant, within, scope)
  return context.runtime.isNative ? constantText(evaluate) : evaluate
}

function compileIf(node: If, context: CompileContext, scope: Scope): Execute {
  const soft = { ...scope, soft: true }
  const branches = node.branches.map(({ test, body }) => ({
    test: compileTruth(compileExpression(test, context, soft), context, test),
    body: context.statements(body, soft),
  }))
  const otherwise = context.statements(node.otherwise, soft)
  const from = (index: number, frame: Frame, out: OutputBuffer): ReturnType<Execute> => {
    for (let i = index; i < branches.length; i++) {
      const { test, body } = branches[i]!
      const isTrue = test(frame)
      if (isTrue instanceof Promise) {
        return isTrue.then((ready) => (ready ? body(frame, out) : from(i + 1, frame, out)))
      }
      if (isTrue) return body(frame, out)
    }
    return otherwise(frame, out)
  }
  return (frame, out) => from(0, frame, out)
}

/** A block whose output is kept, with the filter that is applied to it. */
function compileBuffered(
  body: readonly Statement[],
  filter: Filter | undefined,
  context: CompileContext,
  scope: Scope,
): (frame: Frame, use: (value: Value) => ReturnType<Execute>) => ReturnType<Execute> {
  const symbols = new Symbols(scope.symbols.scope, scope.symbols)
  symbols.visitAll(body)
  if (filter) symbols.visitAll(children(filter))
  const inner = { symbols, soft: false }
  const execute = context.statements(body, inner)
  const { slot } = symbols.hidden()
  const text: Evaluate = (frame) => frame.slots[slot]!
  const result = filter
    ? compileFilter(filter, context, inner, (child) => compileExpression(child, context, inner), text)
    : text
  const enter = symbols.enter()
  return (frame, use) => {
    enter(frame)
    const buffer = textBuffer(context.runtime)
    return whenReady(execute(frame, buffer), (signal) => {
      if (signal) return signal
      frame.slots[slot] = buffer.joined()
      return whenReady(result(frame), use)
    })
  }
}

function compileSetBlock(node: SetBlock, context: CompileContext, scope: Scope): Execute {
  const run = compileBuffered(node.body, node.filter, context, scope)
  const assign = compileTarget(node.target, context, scope)
  return (frame) => run(frame, (value) => assign(frame, value) as undefined)
}

function compileCallBlock(
  node: CallBlock,
  context: CompileContext,
  scope: Scope,
  sub: (child: Expression) => Evaluate,
): Execute {
  const block = compileMacro(
    { name: undefined, params: node.params, body: node.body },
    context,
    scope.symbols,
  )
  const caller = (frame: Frame) => new MacroFunction(block, frame.globals, frame)
  const call = compileCall(node.call, context, sub, caller)
  const write = textWriter(context, node.call)
  return (frame, out) => whenReady(call(frame), (value) => write(out, value))
}

/** Writes a value that must be text already: Jinja2 joins the result of a call or filter block as it is. */
function textWriter(context: CompileContext, node: Node): (out: OutputBuffer, value: Value) => undefined {
  return (out, value) => {
    out.unconverted(value, node, (error) => atNode(error, context, node))
  }
}

function compileFilterBlock(node: FilterBlock, context: CompileContext, scope: Scope): Execute {
  const run = compileBuffered(node.body, node.filter, context, scope)
  const write = textWriter(context, node.filter)
  return (frame, out) => run(frame, (value) => write(out, value))
}

/** Statements in a scope of their own. */
function compileBlock(nodes: readonly Statement[], context: CompileContext, scope: Scope): Execute {
  const symbols = new Symbols(scope.symbols.scope, scope.symbols)
  symbols.visitAll(nodes)
  const body = context.statements(nodes, { symbols, soft: false })
  const enter = symbols.enter()
  return (frame, out) => {
    enter(frame)
    return body(frame, out)
  }
}

function compileWith(
  node: With,
  context: CompileContext,
  scope: Scope,
  sub: (child: Expression) => Evaluate,
): Execute {
  const values = node.values.map(sub)
  const symbols = new Symbols(scope.symbols.scope, scope.symbols)
  for (const target of node.targets) symbols.target(target, true)
  symbols.visitAll(node.body)
  const inner = { symbols, soft: false }
  const targets = node.targets.map((target) => compileTarget(target, context, inner))
  const body = context.statements(node.body, inner)
  const enter = symbols.enter()
  const assignFrom = (index: number, frame: Frame, out: OutputBuffer): ReturnType<Execute> => {
    if (index === targets.length) return body(frame, out)
    return whenReady(values[index]!(frame), (value) => {
      targets[index]!(frame, value)
      return assignFrom(index + 1, frame, out)
    })
  }
  return (frame, out) => {
    enter(frame)
    return assignFrom(0, frame, out)
  }
}
