import type {
  Arguments,
  BinaryOperator,
  CompareOperator,
  Expression,
  Filter,
  GetAttr,
  GetItem,
  Slice,
} from './ast.js'
import { NO_ARGUMENTS, parseArguments } from './call-arguments.js'
import { describeToken } from './lexer.js'
import type { TokenStream } from './token-stream.js'

const COMPARE = new Set(['==', '!=', '<', '<=', '>', '>='])
const CONSTANTS = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

export function isConstantName(name: string): boolean {
  return CONSTANTS.has(name)
}

/** Jinja2's grammar of expressions, a function for each level of precedence. */
export class ExpressionParser {
  constructor(readonly stream: TokenStream) {}

  parseExpression(withConditional = true): Expression {
    return withConditional ? this.#conditional() : this.#or()
  }

  #conditional(): Expression {
    const { stream } = this
    const start = stream.current.start
    let node = this.#or()
    while (stream.skipName('if')) {
      const test = this.#or()
      const otherwise = stream.skipName('else') ? this.#conditional() : undefined
      node = { kind: 'conditional', test, whenTrue: node, otherwise, start, end: stream.lastEnd }
    }
    return node
  }

  #or(): Expression {
    const { stream } = this
    const start = stream.current.start
    let left = this.#and()
    while (stream.skipName('or')) {
      const right = this.#and()
      left = { kind: 'logical', operator: 'or', left, right, start, end: stream.lastEnd }
    }
    return left
  }

  #and(): Expression {
    const { stream } = this
    const start = stream.current.start
    let left = this.#not()
    while (stream.skipName('and')) {
      const right = this.#not()
      left = { kind: 'logical', operator: 'and', left, right, start, end: stream.lastEnd }
    }
    return left
  }

  #not(): Expression {
    const { stream } = this
    const start = stream.current.start
    if (!stream.skipName('not')) return this.#compare()
    const operand = this.#not()
    return { kind: 'unary', operator: 'not', operand, start, end: stream.lastEnd }
  }

  #compareOperator(): CompareOperator | undefined {
    const { stream } = this
    const { type, text } = stream.current
    if (type === 'operator' && COMPARE.has(text)) {
      stream.next()
      return text as CompareOperator
    }
    if (type !== 'name') return undefined
    if (text === 'in') {
      stream.next()
      return 'in'
    }
    if (text !== 'not') return undefined
    const after = stream.look()
    if (after.type !== 'name' || after.text !== 'in') return undefined
    stream.next()
    stream.next()
    return 'not in'
  }

  #compare(): Expression {
    const start = this.stream.current.start
    const first = this.#sum()
    let operator = this.#compareOperator()
    if (!operator) return first
    const operands: { operator: CompareOperator; value: Expression }[] = []
    while (operator) {
      operands.push({ operator, value: this.#sum() })
      operator = this.#compareOperator()
    }
    return { kind: 'compare', first, operands, start, end: this.stream.lastEnd }
  }

  #sum(): Expression {
    return this.#binary(
      (text) => text === '+' || text === '-',
      () => this.#concat(),
    )
  }

  #concat(): Expression {
    const { stream } = this
    const start = stream.current.start
    const first = this.#product()
    if (!stream.isOperator('~')) return first
    const items = [first]
    while (stream.skipOperator('~')) items.push(this.#product())
    return { kind: 'concat', items, start, end: stream.lastEnd }
  }

  #product(): Expression {
    return this.#binary(
      (text) => text === '*' || text === '/' || text === '//' || text === '%',
      () =>
        this.#binary(
          (text) => text === '**',
          () => this.parseUnary(),
        ),
    )
  }

  #binary(isOperator: (text: string) => boolean, operand: () => Expression): Expression {
    const { stream } = this
    const start = stream.current.start
    let left = operand()
    while (stream.current.type === 'operator' && isOperator(stream.current.text)) {
      const operator = stream.next().text as BinaryOperator
      const right = operand()
      left = { kind: 'binary', operator, left, right, start, end: stream.lastEnd }
    }
    return left
  }

  parseUnary(withFilter = true): Expression {
    const { stream } = this
    const start = stream.current.start
    let node: Expression
    if (stream.isOperator('-') || stream.isOperator('+')) {
      const operator = stream.next().text as '-' | '+'
      const operand = this.parseUnary(false)
      node = { kind: 'unary', operator, operand, start, end: stream.lastEnd }
    } else node = this.parsePrimary()
    node = this.parsePostfix(node, start)
    return withFilter ? this.#filters(node, start) : node
  }

  parsePrimary(withNamespace = false): Expression {
    const { stream } = this
    const token = stream.current
    const { start, end } = token
    switch (token.type) {
      case 'name': {
        stream.next()
        const constant = CONSTANTS.get(token.text)
        if (constant !== undefined) return { kind: 'const', value: constant, start, end }
        if (withNamespace && stream.skipOperator('.')) {
          const attribute = stream.expect('name')
          return { kind: 'nsref', name: token.text, attribute: attribute.text, start, end: attribute.end }
        }
        return { kind: 'name', name: token.text, start, end }
      }
      case 'string': {
        let value = ''
        while (stream.current.type === 'string') value += stream.next().value as string
        return { kind: 'const', value, start, end: stream.lastEnd }
      }
      case 'integer':
      case 'float':
        stream.next()
        return { kind: 'const', value: token.value, start, end }
      case 'operator':
        if (token.text === '(') {
          stream.next()
          const inner = this.parseTuple({ parenthesised: true })
          stream.expectOperator(')')
          return { ...inner, start, end: stream.lastEnd }
        }
        if (token.text === '[') return this.#list()
        if (token.text === '{') return this.#dict()
    }
    throw stream.error(`unexpected '${describeToken(token)}'`)
  }

  #isTupleEnd(): boolean {
    const { type } = this.stream.current
    return type === 'variable_end' || type === 'block_end' || this.stream.isOperator(')')
  }

  /** One expression, or a tuple where commas follow. `simple` takes names and literals only (targets). */
  parseTuple(
    options: {
      simple?: boolean
      withConditional?: boolean
      parenthesised?: boolean
      withNamespace?: boolean
    } = {},
  ): Expression {
    const { stream } = this
    const start = stream.current.start
    const items: Expression[] = []
    let isTuple = false
    for (;;) {
      if (items.length > 0) stream.expectOperator(',')
      if (this.#isTupleEnd()) break
      items.push(
        options.simple
          ? this.parsePrimary(options.withNamespace)
          : this.parseExpression(options.withConditional ?? true),
      )
      if (!stream.isOperator(',')) break
      isTuple = true
    }
    if (!isTuple) {
      const [only] = items
      if (only) return only
      if (!options.parenthesised) {
        throw stream.error(`Expected an expression, got '${describeToken(stream.current)}'`)
      }
    }
    return { kind: 'tuple', items, start, end: Math.max(start, stream.lastEnd) }
  }

  #list(): Expression {
    const { stream } = this
    const { start } = stream.expectOperator('[')
    const items: Expression[] = []
    while (!stream.isOperator(']')) {
      if (items.length > 0) stream.expectOperator(',')
      if (stream.isOperator(']')) break
      items.push(this.parseExpression())
    }
    stream.expectOperator(']')
    return { kind: 'list', items, start, end: stream.lastEnd }
  }

  #dict(): Expression {
    const { stream } = this
    const { start } = stream.expectOperator('{')
    const items: [Expression, Expression][] = []
    while (!stream.isOperator('}')) {
      if (items.length > 0) stream.expectOperator(',')
      if (stream.isOperator('}')) break
      const key = this.parseExpression()
      stream.expectOperator(':')
      items.push([key, this.parseExpression()])
    }
    stream.expectOperator('}')
    return { kind: 'dict', items, start, end: stream.lastEnd }
  }

  parsePostfix(object: Expression, start: number): Expression {
    const { stream } = this
    let node = object
    while (stream.current.type === 'operator') {
      const { text } = stream.current
      if (text === '.') node = this.#attribute(node, start)
      else if (text === '[') node = this.#subscript(node, start)
      else if (text === '(') node = this.#call(node, start)
      else break
    }
    return node
  }

  #filters(object: Expression, start: number): Expression {
    const { stream } = this
    let node = object
    for (;;) {
      if (stream.isOperator('|')) node = this.parseFilter(node, start)
      else if (stream.isName('is')) node = this.#test(node, start)
      else if (stream.isOperator('(')) node = this.#call(node, start)
      else return node
    }
  }

  #attribute(object: Expression, start: number): GetAttr | GetItem {
    const { stream } = this
    stream.next()
    const token = stream.current
    stream.next()
    const { end } = token
    if (token.type === 'name') return { kind: 'getattr', object, name: token.text, start, end }
    if (token.type !== 'integer') throw stream.error('expected name or number', token)
    const key: Expression = { kind: 'const', value: token.value, start: token.start, end }
    return { kind: 'getitem', object, key, start, end }
  }

  #subscript(object: Expression, start: number): GetItem {
    const { stream } = this
    const open = stream.next()
    const keys: Expression[] = []
    while (!stream.isOperator(']')) {
      if (keys.length > 0) stream.expectOperator(',')
      keys.push(this.#subscribed())
    }
    stream.expectOperator(']')
    const end = stream.lastEnd
    const key: Expression =
      keys.length === 1 ? keys[0]! : { kind: 'tuple', items: keys, start: open.start, end }
    return { kind: 'getitem', object, key, start, end }
  }

  #subscribed(): Expression {
    const { stream } = this
    const { start } = stream.current
    let from: Expression | undefined
    if (!stream.isOperator(':')) {
      from = this.parseExpression()
      if (!stream.isOperator(':')) return from
    }
    stream.next()
    const isEnd = () => stream.isOperator(']') || stream.isOperator(',')
    const to = stream.isOperator(':') || isEnd() ? undefined : this.parseExpression()
    const step = stream.skipOperator(':') && !isEnd() ? this.parseExpression() : undefined
    const slice: Slice = { kind: 'slice', from, to, step, start, end: stream.lastEnd }
    return slice
  }

  #call(callee: Expression, start: number): Expression {
    const args = this.#arguments()
    return { kind: 'call', callee, ...args, start, end: this.stream.lastEnd }
  }

  #arguments(): Arguments {
    return parseArguments(this.stream, () => this.parseExpression())
  }

  #dottedName(): string {
    const { stream } = this
    let name = stream.expect('name').text
    while (stream.skipOperator('.')) name += `.${stream.expect('name').text}`
    return name
  }

  /** One filter after its `|`, or, with `inline`, the chain of filters of a filter block. */
  parseFilter(object: Expression, start: number): Filter
  parseFilter(object: Expression | undefined, start: number, inline: boolean): Filter | undefined
  parseFilter(object: Expression | undefined, start: number, inline = false): Filter | undefined {
    const { stream } = this
    let node: Expression | undefined = object
    let isFirst = inline
    while (isFirst || stream.isOperator('|')) {
      if (!isFirst) stream.next()
      isFirst = false
      const name = this.#dottedName()
      const args = stream.isOperator('(') ? this.#arguments() : NO_ARGUMENTS
      node = { kind: 'filter', object: node, name, ...args, start, end: stream.lastEnd }
    }
    return node as Filter | undefined
  }

  #test(object: Expression, start: number): Expression {
    const { stream } = this
    stream.next()
    const negated = stream.skipName('not')
    const name = this.#dottedName()
    let args: Arguments = NO_ARGUMENTS
    const { type, text } = stream.current
    if (stream.isOperator('(')) args = this.#arguments()
    else if (
      (type === 'name' && text !== 'else' && text !== 'or' && text !== 'and') ||
      type === 'string' ||
      type === 'integer' ||
      type === 'float' ||
      (type === 'operator' && (text === '[' || text === '{'))
    ) {
      if (stream.isName('is')) throw stream.error('You cannot chain multiple tests with is')
      const from = stream.current.start
      args = { ...NO_ARGUMENTS, args: [this.parsePostfix(this.parsePrimary(), from)] }
    }
    const end = stream.lastEnd
    const node: Expression = { kind: 'test', object, name, ...args, start, end }
    return negated ? { kind: 'unary', operator: 'not', operand: node, start, end } : node
  }
}
