import type { Arguments, Expression } from './ast.js'
import type { TokenStream } from './token-stream.js'

export const NO_ARGUMENTS: Arguments = { args: [], kwargs: [], dynArgs: undefined, dynKwargs: undefined }

/**
 * The arguments of a call, a filter or a test with their parentheses. As in Jinja2 those by position come first, and
 * `**mapping` comes last. Throws a JinjaError where they don't.
 */
export function parseArguments(stream: TokenStream, parseExpression: () => Expression): Arguments {
  const open = stream.expectOperator('(')
  const args: Expression[] = []
  const kwargs: { name: string; value: Expression }[] = []
  let dynArgs: Expression | undefined
  let dynKwargs: Expression | undefined
  let needsComma = false
  const ensure = (valid: boolean) => {
    if (!valid) throw stream.error('invalid syntax for function call expression', open)
  }
  while (!stream.isOperator(')')) {
    if (needsComma) {
      stream.expectOperator(',')
      if (stream.isOperator(')')) break
    }
    if (stream.isOperator('*')) {
      ensure(!dynArgs && !dynKwargs)
      stream.next()
      dynArgs = parseExpression()
    } else if (stream.isOperator('**')) {
      ensure(!dynKwargs)
      stream.next()
      dynKwargs = parseExpression()
    } else if (stream.current.type === 'name' && isAssign(stream)) {
      ensure(!dynKwargs)
      const name = stream.next().text
      stream.next()
      kwargs.push({ name, value: parseExpression() })
    } else {
      ensure(!dynArgs && !dynKwargs && kwargs.length === 0)
      args.push(parseExpression())
    }
    needsComma = true
  }
  stream.expectOperator(')')
  return { args, kwargs, dynArgs, dynKwargs }
}

function isAssign(stream: TokenStream): boolean {
  const next = stream.look()
  return next.type === 'operator' && next.text === '='
}
