import { defaultGlobal } from '../default-globals.js'
import type { Expression, Statement, Target } from '../parse/ast.js'
import { children } from '../parse/walk.js'
import type { Frame } from './frame.js'

/** The variables of a function of its own share one array at run time. */
export class FunctionScope {
  size = 0
  constructor(readonly parent: FunctionScope | undefined) {}
}

export interface Variable {
  readonly owner: FunctionScope
  readonly slot: number
}

/** What a variable starts with when its scope is entered. */
type Load =
  | { readonly kind: 'parameter' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'alias'; readonly of: Variable }

const PARAMETER: Load = { kind: 'parameter' }
const MISSING: Load = { kind: 'missing' }

/**
 * Which variable a name means in a scope. Jinja2 settles that before it runs anything: a name that a scope
 * assigns is a variable of that scope, which starts with the outer value where there is one; a name that
 * is only read is looked up once, when the outermost scope that reads it is entered.
 */
export class Symbols {
  readonly #variables: Map<string, Variable>
  #refs = new Map<string, Variable>()
  #loads = new Map<Variable, Load>()
  #stores = new Set<string>()

  constructor(
    readonly scope: FunctionScope,
    readonly parent: Symbols | undefined,
    variables?: Map<string, Variable>,
  ) {
    this.#variables = variables ?? new Map<string, Variable>()
  }

  #define(name: string, load: Load): Variable {
    let variable = this.#variables.get(name)
    if (!variable) {
      variable = { owner: this.scope, slot: this.scope.size++ }
      this.#variables.set(name, variable)
    }
    this.#refs.set(name, variable)
    this.#loads.set(variable, load)
    return variable
  }

  find(name: string): Variable | undefined {
    for (let symbols: Symbols | undefined = this; symbols; symbols = symbols.parent) {
      const variable = symbols.#refs.get(name)
      if (variable) return variable
    }
    return undefined
  }

  /** The names that this scope or one around it assigns. */
  *assigned(): Generator<string> {
    yield* this.#stores
    if (this.parent) yield* this.parent.assigned()
  }

  parameter(name: string): Variable {
    this.#stores.add(name)
    return this.#define(name, PARAMETER)
  }

  /** A variable that no name leads to. */
  hidden(): Variable {
    return { owner: this.scope, slot: this.scope.size++ }
  }

  store(name: string): void {
    this.#stores.add(name)
    if (this.#refs.has(name)) return
    const outer = this.parent?.find(name)
    this.#define(name, outer ? { kind: 'alias', of: outer } : MISSING)
  }

  load(name: string): void {
    if (!this.find(name)) this.#define(name, { kind: 'global', name })
  }

  #copy(): Symbols {
    const copy = new Symbols(this.scope, this.parent, this.#variables)
    copy.#refs = new Map(this.#refs)
    copy.#loads = new Map(this.#loads)
    copy.#stores = new Set(this.#stores)
    return copy
  }

  #merge(branches: readonly Symbols[]): void {
    const stores = new Set<string>()
    for (const branch of branches) {
      for (const name of branch.#stores) if (!this.#stores.has(name)) stores.add(name)
    }
    for (const branch of branches) {
      for (const [name, variable] of branch.#refs) this.#refs.set(name, variable)
      for (const [variable, load] of branch.#loads) this.#loads.set(variable, load)
      for (const name of branch.#stores) this.#stores.add(name)
    }
    // What only some branches assign has its outer value in the others.
    for (const name of stores) {
      const variable = this.find(name)!
      const outer = this.parent?.find(name)
      this.#loads.set(variable, outer ? { kind: 'alias', of: outer } : { kind: 'global', name })
    }
  }

  /** Takes note of the names in statements, as far as they belong to this scope. */
  visitAll(nodes: readonly (Statement | Expression)[]): void {
    for (const node of nodes) this.visit(node)
  }

  visit(node: Statement | Expression): void {
    switch (node.kind) {
      case 'name':
      case 'nsref':
        this.load(node.name)
        return
      case 'if': {
        // `elif` branches of Jinja2 are ifs of their own, visited one after the other as one branch.
        const [first, ...others] = node.branches
        this.visit(first!.test)
        const body = this.#branch(first!.body)
        const elifs = this.#copy()
        for (const { test, body: elifBody } of others) {
          elifs.visit(test)
          elifs.#merge([elifs.#branch(elifBody)])
        }
        this.#merge([body, elifs, this.#branch(node.otherwise)])
        return
      }
      case 'macro':
        this.store(node.variable)
        return
      case 'set':
        this.visit(node.value)
        this.target(node.target)
        return
      case 'setblock':
        this.target(node.target)
        return
      case 'for':
        this.visit(node.iterable)
        return
      case 'callblock':
        this.visit(node.call)
        return
      case 'filterblock':
        this.visit(node.filter)
        return
      case 'with':
        this.visitAll(node.values)
        return
      case 'block':
        return
      default:
        this.visitAll(children(node))
    }
  }

  #branch(body: readonly Statement[]): Symbols {
    const branch = this.#copy()
    branch.visitAll(body)
    return branch
  }

  /** Takes note of an assignment's target; `asParameter` for the targets of loops and `with`. */
  target(node: Target, asParameter = false): void {
    if (node.kind === 'tuple') for (const item of node.items) this.target(item, asParameter)
    else if (node.kind === 'nsref') this.load(node.name)
    else if (asParameter) this.parameter(node.name)
    else this.store(node.name)
  }

  /** The way to a variable from code of this scope: how many functions out, and where there. */
  path(variable: Variable): { hops: number; slot: number } {
    let hops = 0
    for (let scope: FunctionScope = this.scope; scope !== variable.owner; scope = scope.parent!) hops++
    return { hops, slot: variable.slot }
  }

  /** What entering this scope does. Call it when all names have been visited. */
  enter(): (frame: Frame) => void {
    const steps: ((frame: Frame) => void)[] = []
    for (const [{ slot }, load] of this.#loads) {
      if (load.kind === 'global') {
        const { name } = load
        const fallback = defaultGlobal(name)
        steps.push((frame) => {
          const found = frame.globals.get(name)
          frame.slots[slot] = found === undefined ? fallback : found
        })
      } else if (load.kind === 'missing') {
        steps.push((frame) => {
          frame.slots[slot] = undefined
        })
      } else if (load.kind === 'alias') {
        const read = reader(this.path(load.of))
        steps.push((frame) => {
          frame.slots[slot] = read(frame)
        })
      }
    }
    return (frame) => {
      for (let i = 0; i < steps.length; i++) steps[i]!(frame)
    }
  }
}

/** Reads a variable over the chain of frames. */
export function reader(path: { hops: number; slot: number }): (frame: Frame) => Frame['slots'][number] {
  const { hops, slot } = path
  if (hops === 0) return (frame) => frame.slots[slot]
  if (hops === 1) return (frame) => frame.parent!.slots[slot]
  return (frame) => {
    let at = frame
    for (let i = 0; i < hops; i++) at = at.parent!
    return at.slots[slot]
  }
}
