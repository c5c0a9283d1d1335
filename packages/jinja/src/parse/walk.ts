import type { Arguments, Expression, Statement } from './ast.js'

type Visited = Expression | Statement

function argumentNodes({ args, kwargs, dynArgs, dynKwargs }: Arguments): Expression[] {
  const nodes = [...args, ...kwargs.map((keyword) => keyword.value)]
  if (dynArgs) nodes.push(dynArgs)
  if (dynKwargs) nodes.push(dynKwargs)
  return nodes
}

function present<T>(...nodes: (T | undefined)[]): T[] {
  return nodes.filter((node) => node !== undefined)
}

/** The nodes directly within a node, in the order that Jinja2 visits them. Targets are left out. */
export function children(node: Visited): readonly Visited[] {
  switch (node.kind) {
    case 'name':
    case 'const':
    case 'nsref':
    case 'break':
    case 'continue':
    case 'othertemplate':
      return []
    case 'tuple':
    case 'list':
    case 'concat':
      return node.items
    case 'dict':
      return node.items.flat()
    case 'unary':
      return [node.operand]
    case 'binary':
    case 'logical':
      return [node.left, node.right]
    case 'compare':
      return [node.first, ...node.operands.map((operand) => operand.value)]
    case 'conditional':
      return present(node.test, node.whenTrue, node.otherwise)
    case 'getattr':
      return [node.object]
    case 'getitem':
      return [node.object, node.key]
    case 'slice':
      return present(node.from, node.to, node.step)
    case 'call':
      return [node.callee, ...argumentNodes(node)]
    case 'filter':
    case 'test':
      return [...present(node.object), ...argumentNodes(node)]
    case 'output':
      return node.parts.filter((part) => part.kind !== 'data')
    case 'if':
      return [...node.branches.flatMap((branch) => [branch.test, ...branch.body]), ...node.otherwise]
    case 'for':
      return [node.iterable, ...node.body, ...node.otherwise, ...present(node.test)]
    case 'set':
      return [node.value]
    case 'setblock':
      return [...present(node.filter), ...node.body]
    case 'macro':
      return [...present(...node.params.map((param) => param.default)), ...node.body]
    case 'callblock':
      return [node.call, ...present(...node.params.map((param) => param.default)), ...node.body]
    case 'filterblock':
      return [...node.body, node.filter]
    case 'with':
      return [...node.values, ...node.body]
    case 'block':
      return node.body
    case 'do':
      return [node.expression]
  }
}

/** Visits every node below and including `nodes`, parents first. */
export function walk(nodes: readonly Visited[], visit: (node: Visited) => void): void {
  for (const node of nodes) {
    visit(node)
    walk(children(node), visit)
  }
}

/** Which of `names` are read somewhere in `nodes`. */
export function namesRead(nodes: readonly Visited[], names: readonly string[]): Set<string> {
  const found = new Set<string>()
  walk(nodes, (node) => {
    if (node.kind === 'name' && names.includes(node.name)) found.add(node.name)
  })
  return found
}

/** Whether evaluating `node` may wait for something: only calls and filters do. */
export function mayWait(node: Expression): boolean {
  let waits = false
  walk([node], ({ kind }) => {
    if (kind === 'call' || kind === 'filter' || kind === 'test') waits = true
  })
  return waits
}
