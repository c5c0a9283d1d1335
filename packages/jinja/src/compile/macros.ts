import { leftMacro, MacroReturn, typeError } from '../errors.js'
import type { Globals } from '../globals.js'
import type { Parameter, Statement } from '../parse/ast.js'
import { namesRead } from '../parse/walk.js'
import { Callable } from '../values/callable.js'
import { type CallArgs, Dict, type MaybePromise, Tuple, type Value } from '../values/value.js'
import { type CompileContext, compileError } from './context.js'
import { compileExpression } from './expressions.js'
import { type Evaluate, type Execute, type Frame, newFrame } from './frame.js'
import { textBuffer } from './output-buffer.js'
import { takeStep } from './steps.js'
import { FunctionScope, Symbols } from './symbols.js'

/** A macro or the block of a `call`, without a name. */
export interface MacroSource {
  readonly name: string | undefined
  /** The name by which its template reaches it. */
  readonly variable?: string
  readonly params: readonly Parameter[]
  readonly body: readonly Statement[]
}

interface CompiledParameter {
  readonly name: string
  readonly slot: number
  readonly default: Evaluate | undefined
}

/** A macro's code, shared by all its calls. */
export interface CompiledMacro {
  readonly name: string | undefined
  readonly variable: string | undefined
  readonly params: readonly CompiledParameter[]
  /** Slots of what is left over, for the macros that ask for it. */
  readonly caller: number | undefined
  readonly kwargs: number | undefined
  readonly varargs: number | undefined
  readonly scope: FunctionScope
  readonly enter: (frame: Frame) => void
  readonly body: Execute
  readonly context: CompileContext
}

const SPECIAL = ['caller', 'kwargs', 'varargs'] as const

/** Compiles a macro that stands in a scope, or one that stands alone and sees nothing but globals. */
export function compileMacro(
  source: MacroSource,
  context: CompileContext,
  parent: Symbols | undefined,
): CompiledMacro {
  const scope = new FunctionScope(parent?.scope)
  const symbols = new Symbols(scope, parent)
  for (const param of source.params) symbols.parameter(param.name)
  for (const param of source.params) if (param.default) symbols.visit(param.default)
  symbols.visitAll(source.body)
  checkParameters(source.params, context)
  const special = namesRead(source.body, SPECIAL)
  const own = new Map(source.params.map((param) => [param.name, param]))
  const slotOf = (name: (typeof SPECIAL)[number]) =>
    special.has(name) && !own.has(name) ? symbols.parameter(name).slot : undefined
  const explicitCaller = own.get('caller')
  if (special.has('caller') && explicitCaller && !explicitCaller.default) {
    throw compileError(
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      context,
      explicitCaller,
    )
  }
  const caller = slotOf('caller')
  const kwargs = slotOf('kwargs')
  const varargs = slotOf('varargs')
  const inner = { symbols, soft: false }
  const params = source.params.map((param) => ({
    name: param.name,
    slot: symbols.find(param.name)!.slot,
    default: param.default && compileExpression(param.default, context, inner),
  }))
  const body = context.statements(source.body, inner)
  const enter = symbols.enter()
  const { name, variable } = source
  return { name, variable, params, caller, kwargs, varargs, scope, enter, body, context }
}

function checkParameters(params: readonly Parameter[], context: CompileContext): void {
  const seen = new Set<string>()
  for (const param of params) {
    if (seen.has(param.name)) {
      throw compileError(`duplicate argument '${param.name}' in the definition of a macro`, context, param)
    }
    seen.add(param.name)
  }
}

/** A macro that can be called: its code with the globals, and the frame that it was defined in. */
export class MacroFunction extends Callable {
  constructor(
    readonly macro: CompiledMacro,
    readonly globals: Globals,
    readonly parent: Frame | undefined,
  ) {
    super()
  }

  get name(): string {
    return this.macro.name ?? 'caller'
  }

  override typeName(): string {
    return 'Macro'
  }

  override repr(): string {
    return `<Macro ${this.macro.name === undefined ? 'anonymous' : `'${this.macro.name}'`}>`
  }

  override attr(attribute: string): Value | undefined {
    const { variable, params, kwargs, varargs, caller } = this.macro
    switch (attribute) {
      case 'name':
        return variable ?? null
      case 'arguments':
        return new Tuple(params.map((param) => param.name))
      case 'catch_kwargs':
        return kwargs !== undefined
      case 'catch_varargs':
        return varargs !== undefined
      case 'caller':
        return caller !== undefined
    }
    return undefined
  }

  #bind({ positional, named }: CallArgs): Frame {
    const { params, caller, kwargs, varargs, scope, context } = this.macro
    const frame = newFrame(scope.size, this.parent, this.globals)
    const { slots } = frame
    const rest = named.size > 0 || kwargs !== undefined ? new Map(named) : named
    const take = (name: string): Value | undefined => {
      const value = rest.get(name)
      if (value !== undefined) (rest as Map<string, Value>).delete(name)
      return value
    }
    for (let i = 0; i < params.length; i++) {
      const param = params[i]!
      slots[param.slot] = i < positional.length ? positional[i] : take(param.name)
    }
    if (caller !== undefined) {
      const given = take('caller') ?? null
      slots[caller] = given === null ? context.runtime.undefined('caller', 'No caller defined') : given
    }
    if (kwargs !== undefined) slots[kwargs] = Dict.of(rest)
    else {
      for (const name of rest.keys()) {
        if (name === 'caller') {
          throw typeError(
            `macro '${this.name}' was invoked with two values for the special caller argument. ` +
              'This is most likely a bug.',
          )
        }
        throw typeError(`macro '${this.name}' takes no keyword argument '${name}'`, {
          name,
          known: () => params.map((param) => param.name),
        })
      }
    }
    if (varargs !== undefined) slots[varargs] = new Tuple(positional.slice(params.length))
    else if (positional.length > params.length) {
      throw typeError(`macro '${this.name}' takes not more than ${params.length} argument(s)`)
    }
    return frame
  }

  /** Evaluates the defaults of the parameters from `index` on that got no value. */
  #defaults(frame: Frame, index: number): MaybePromise<void> {
    const { params, context } = this.macro
    for (let i = index; i < params.length; i++) {
      const { name, slot, default: evaluate } = params[i]!
      if (frame.slots[slot] !== undefined) continue
      if (!evaluate) {
        frame.slots[slot] = context.runtime.undefined(name, `parameter '${name}' was not provided`)
        continue
      }
      const value = evaluate(frame)
      if (value instanceof Promise) {
        return value.then((found) => {
          frame.slots[slot] = found
          return this.#defaults(frame, i + 1)
        })
      }
      frame.slots[slot] = value
    }
  }

  #run(args: CallArgs): MaybePromise<Value> {
    const { enter, body } = this.macro
    takeStep()
    const frame = this.#bind(args)
    enter(frame)
    const out = textBuffer(this.macro.context.runtime)
    const ready = this.#defaults(frame, 0)
    const done = ready instanceof Promise ? ready.then(() => body(frame, out)) : body(frame, out)
    return done instanceof Promise ? done.then(() => out.joined()) : out.joined()
  }

  /** What a thrown value means to this call: the macro's result, or an error that leaves it. */
  #caught(error: unknown): Value {
    // The block of a call is no macro of its own: dbt's return() leaves the macro around it.
    if (this.macro.name === undefined) throw error
    if (error instanceof MacroReturn) return error.value as Value
    throw leftMacro(error, this.macro.name)
  }

  override call(args: CallArgs): MaybePromise<Value> {
    try {
      const result = this.#run(args)
      return result instanceof Promise ? result.catch((error: unknown) => this.#caught(error)) : result
    } catch (error) {
      return this.#caught(error)
    }
  }
}
