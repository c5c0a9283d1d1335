import { locate } from '../errors.js'
import type {
  Block,
  Data,
  Expression,
  FilterBlock,
  For,
  If,
  Macro,
  Parameter,
  Root,
  SetBlock,
  SetNode,
  Statement,
  Target,
} from './ast.js'
import { ExpressionParser, isConstantName } from './expression-parser.js'
import type { SourceText } from './source-text.js'
import { TokenStream } from './token-stream.js'
import { unknownTag } from './unknown-tag.js'

/** Parses a whole template. Throws a JinjaError of kind 'syntax'. */
export function parseTemplate(source: SourceText, macroPrefix: string): Root {
  const parser = new Parser(source, macroPrefix)
  try {
    return parser.parse()
  } catch (error) {
    // Nesting that is too deep for the stack gets a place like any other error.
    const { start, end } = parser.stream.current
    throw locate(error, source.file, source.span(start, end))
  }
}

class Parser {
  readonly stream: TokenStream
  readonly expressions: ExpressionParser
  readonly #tags: string[] = []
  readonly #endTags: (readonly string[])[] = []
  readonly #blocks = new Set<string>()
  /** Loops around the current statement, within the current macro or block that is a function of its own. */
  #loops = 0

  constructor(
    source: SourceText,
    /** What stands before a macro's name within the template. */
    readonly macroPrefix: string,
  ) {
    this.stream = new TokenStream(source)
    this.expressions = new ExpressionParser(this.stream)
  }

  parse(): Root {
    return { body: this.#subparse(undefined) }
  }

  #subparse(endTags: readonly string[] | undefined): Statement[] {
    const { stream } = this
    const body: Statement[] = []
    let parts: (Data | Expression)[] = []
    const flush = () => {
      if (parts.length === 0) return
      body.push({ kind: 'output', parts, start: parts[0]!.start, end: parts[parts.length - 1]!.end })
      parts = []
    }
    if (endTags) this.#endTags.push(endTags)
    while (stream.current.type !== 'eof') {
      const { type } = stream.current
      if (type === 'data') {
        const { text, start, end } = stream.next()
        parts.push({ kind: 'data', text, start, end })
      } else if (type === 'variable_begin') {
        stream.next()
        parts.push(this.expressions.parseTuple())
        stream.expect('variable_end')
      } else {
        flush()
        const begin = stream.expect('block_begin')
        if (endTags && stream.current.type === 'name' && endTags.includes(stream.current.text)) {
          this.#endTags.pop()
          return body
        }
        body.push(this.#statement(begin.start))
        stream.expect('block_end')
      }
    }
    flush()
    if (endTags) throw this.#unknownTag(undefined)
    return body
  }

  #unknownTag(name: string | undefined) {
    return this.stream.error(unknownTag(name, this.#endTags, this.#tags[this.#tags.length - 1]))
  }

  /** The statements up to one of `endTags`, which becomes the current token. */
  #statements(...endTags: string[]): Statement[] {
    this.stream.skipOperator(':')
    this.stream.expect('block_end')
    return this.#subparse(endTags)
  }

  #block(endTag: string): Statement[] {
    const body = this.#statements(endTag)
    this.stream.next()
    return body
  }

  /** The body of a macro or of a block that becomes a function: loops outside don't count for break. */
  #function(endTag: string): Statement[] {
    const loops = this.#loops
    this.#loops = 0
    const body = this.#block(endTag)
    this.#loops = loops
    return body
  }

  #statement(start: number): Statement {
    const { stream } = this
    const token = stream.current
    if (token.type !== 'name') throw stream.error('tag name expected')
    const parse = this.#parserOf(token.text)
    if (!parse) throw this.#unknownTag(token.text)
    this.#tags.push(token.text)
    stream.next()
    const node = parse(start)
    this.#tags.pop()
    return node
  }

  #parserOf(tag: string): ((start: number) => Statement) | undefined {
    switch (tag) {
      case 'if':
        return this.#if
      case 'for':
        return this.#for
      case 'set':
        return this.#set
      case 'macro':
        return (start) => this.#macro(start, 'macro', 'endmacro')
      case 'call':
        return this.#callBlock
      case 'filter':
        return this.#filterBlock
      case 'with':
        return this.#with
      case 'block':
        return this.#namedBlock
      case 'extends':
      case 'include':
      case 'import':
      case 'from':
        return (start) => {
          while (!['block_end', 'eof'].includes(this.stream.current.type)) this.stream.next()
          return { kind: 'othertemplate', start, end: this.stream.lastEnd }
        }
      case 'print':
        return (start) => {
          const parts = [this.expressions.parseExpression()]
          while (this.stream.skipOperator(',')) parts.push(this.expressions.parseExpression())
          return { kind: 'output', parts, start, end: this.stream.lastEnd }
        }
      case 'do':
        return (start) => {
          const expression = this.expressions.parseTuple()
          return { kind: 'do', expression, start, end: this.stream.lastEnd }
        }
      case 'break':
      case 'continue':
        return (start) => {
          if (this.#loops === 0) throw this.stream.error(`'${tag}' outside loop`)
          return { kind: tag, start, end: this.stream.lastEnd }
        }
      case 'test':
        return (start) => this.#macro(start, 'test', 'endtest')
      case 'data_test':
        return (start) => this.#macro(start, 'test', 'enddata_test')
      case 'materialization':
        return this.#materialization
      case 'docs':
        return this.#docs
    }
    return undefined
  }

  readonly #if = (start: number): If => {
    const { stream } = this
    const branches: { test: Expression; body: Statement[] }[] = []
    let otherwise: Statement[] = []
    for (;;) {
      const test = this.expressions.parseTuple({ withConditional: false })
      const body = this.#statements('elif', 'else', 'endif')
      branches.push({ test, body })
      const tag = stream.next().text
      if (tag === 'elif') continue
      if (tag === 'else') otherwise = this.#block('endif')
      return { kind: 'if', branches, otherwise, start, end: stream.lastEnd }
    }
  }

  readonly #for = (start: number): For => {
    const { stream } = this
    const target = this.#target()
    stream.expectName('in')
    const iterable = this.expressions.parseTuple({ withConditional: false })
    const test = stream.skipName('if') ? this.expressions.parseExpression() : undefined
    const recursive = stream.skipName('recursive')
    this.#loops++
    const body = this.#statements('endfor', 'else')
    this.#loops--
    const otherwise = stream.next().text === 'endfor' ? [] : this.#block('endfor')
    return { kind: 'for', target, iterable, test, recursive, body, otherwise, start, end: stream.lastEnd }
  }

  readonly #set = (start: number): SetNode | SetBlock => {
    const { stream } = this
    const target = this.#target(true)
    if (stream.skipOperator('=')) {
      const value = this.expressions.parseTuple()
      return { kind: 'set', target, value, start, end: stream.lastEnd }
    }
    const filter = this.expressions.parseFilter(undefined, stream.current.start, false)
    const body = this.#block('endset')
    return { kind: 'setblock', target, filter, body, start, end: stream.lastEnd }
  }

  #name(): { name: string; start: number; end: number } {
    const { stream } = this
    const token = stream.expect('name')
    if (isConstantName(token.text)) throw stream.error("can't assign to 'name'", token)
    return { name: token.text, start: token.start, end: token.end }
  }

  #target(withNamespace = false): Target {
    return this.#assignable(this.expressions.parseTuple({ simple: true, withNamespace }))
  }

  #assignable(node: Expression): Target {
    if (node.kind === 'name' || node.kind === 'nsref') return node
    if (node.kind === 'tuple') {
      return { ...node, items: node.items.map((item) => this.#assignable(item)) }
    }
    throw this.stream.error(`can't assign to '${node.kind}'`, node)
  }

  #signature(): Parameter[] {
    const { stream } = this
    const params: Parameter[] = []
    let hasDefault = false
    stream.expectOperator('(')
    while (!stream.isOperator(')')) {
      if (params.length > 0) stream.expectOperator(',')
      const { name, start } = this.#name()
      const type = stream.skipOperator(':') ? this.#typeName() : undefined
      let value: Expression | undefined
      if (stream.skipOperator('=')) {
        value = this.expressions.parseExpression()
        hasDefault = true
      } else if (hasDefault) throw stream.error('non-default argument follows default argument')
      params.push({ name, type, default: value, start, end: stream.lastEnd })
    }
    stream.expectOperator(')')
    return params
  }

  #typeName(): string {
    const { stream } = this
    let type = stream.expect('name').text
    if (!stream.skipOperator('[')) return type
    const inner: string[] = []
    while (!stream.isOperator(']')) {
      if (inner.length > 0) stream.expectOperator(',')
      inner.push(this.#typeName())
    }
    stream.next()
    type += `[${inner.join(', ')}]`
    return type
  }

  #macro(start: number, blockKind: 'macro' | 'test', endTag: string): Macro {
    const { name } = this.#name()
    const params = this.#signature()
    const body = this.#function(endTag)
    return {
      kind: 'macro',
      blockKind,
      name,
      variable: this.macroPrefix + name,
      params,
      body,
      adapter: undefined,
      start,
      end: this.#blockEnd(),
    }
  }

  /** The end of the closing tag that the current token ends. */
  #blockEnd(): number {
    return this.stream.current.end
  }

  readonly #docs = (start: number): Macro => {
    const { name } = this.#name()
    const body = this.#function('enddocs')
    const end = this.#blockEnd()
    return {
      kind: 'macro',
      blockKind: 'docs',
      name,
      variable: name,
      params: [],
      body,
      adapter: undefined,
      start,
      end,
    }
  }

  readonly #materialization = (start: number): Macro => {
    const { stream } = this
    const { name } = this.#name()
    const params: Parameter[] = []
    let adapter = 'default'
    while (stream.skipOperator(',')) {
      const option = this.#name()
      if (option.name === 'default') continue
      if (option.name !== 'adapter' && option.name !== 'supported_languages') {
        throw stream.error(`materialization '${name}' received unknown argument '${option.name}'.`, option)
      }
      stream.expectOperator('=')
      const value = this.expressions.parseExpression()
      if (option.name === 'supported_languages') {
        params.push({ ...option, type: undefined, default: value })
      } else if (value.kind === 'const' && typeof value.value === 'string') adapter = value.value
      else throw stream.error("a materialization's adapter is named by a plain string", value)
    }
    if (params.length === 0) {
      const at = { start: stream.current.start, end: stream.current.start }
      const sql: Expression = { kind: 'const', value: 'sql', ...at }
      const languages: Expression = { kind: 'list', items: [sql], ...at }
      params.push({ name: 'supported_languages', type: undefined, default: languages, ...at })
    }
    const body = this.#function('endmaterialization')
    const end = this.#blockEnd()
    return {
      kind: 'macro',
      blockKind: 'materialization',
      name,
      variable: name,
      params,
      body,
      adapter,
      start,
      end,
    }
  }

  readonly #namedBlock = (start: number): Block => {
    const { stream } = this
    const { name } = this.#name()
    if (this.#blocks.has(name)) throw stream.error(`block '${name}' defined twice`)
    this.#blocks.add(name)
    stream.skipName('scoped')
    const body = this.#function('endblock')
    stream.skipName(name)
    return { kind: 'block', name, body, start, end: stream.lastEnd }
  }

  readonly #callBlock = (start: number): Statement => {
    const { stream } = this
    const params = stream.isOperator('(') ? this.#signature() : []
    const call = this.expressions.parseExpression()
    if (call.kind !== 'call') throw stream.error('expected call', call)
    const body = this.#function('endcall')
    return { kind: 'callblock', call, params, body, start, end: stream.lastEnd }
  }

  readonly #filterBlock = (start: number): FilterBlock => {
    const { stream } = this
    const filter = this.expressions.parseFilter(undefined, stream.current.start, true)!
    const body = this.#block('endfilter')
    return { kind: 'filterblock', filter, body, start, end: stream.lastEnd }
  }

  readonly #with = (start: number): Statement => {
    const { stream } = this
    const targets: Target[] = []
    const values: Expression[] = []
    while (stream.current.type !== 'block_end') {
      if (targets.length > 0) stream.expectOperator(',')
      targets.push(this.#target())
      stream.expectOperator('=')
      values.push(this.expressions.parseExpression())
    }
    const body = this.#block('endwith')
    return { kind: 'with', targets, values, body, start, end: stream.lastEnd }
  }
}
