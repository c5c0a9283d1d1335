import type { Random } from '../../../test/fuzz/random.js'
import { filterNames, forms, leaves, percents, specs, type Type, testNames } from './words.js'

const types = ['str', 'int', 'float', 'bool', 'list', 'dict', 'any'] as const

/** An expression of a type, most of the time; variables of the template are among its leaves. */
export function makeExpression(
  random: Random,
  depth: number,
  type?: Type,
  variables: readonly string[] = [],
): string {
  const wanted = type === undefined || random.chance(0.04) ? random.pick(types) : type
  if (variables.length > 0 && random.chance(type === undefined ? 0.3 : 0.05)) return random.pick(variables)
  const isLeaf = depth <= 0 || random.chance(0.25)
  const form = random.pick(isLeaf ? leaves[wanted] : forms[wanted])
  return filled(random, form, depth - 1, variables)
}

/** The form with its holes filled. */
function filled(random: Random, form: string, depth: number, variables: readonly string[]): string {
  return form.replace(/\$(\w*)/g, (_, name: string) => {
    switch (name) {
      case 'small':
        return String(random.below(8) - 1)
      case 'test':
        return filled(random, random.pick(testNames), depth, variables)
      case 'test0':
        return random.pick(testNames).replace(/[ (].*/, '')
      case 'filter':
        return random.pick(filterNames)
      case 'spec':
        return random.pick(specs)
      case 'percent':
        return random.pick(percents)
      case 'users':
        return random.chance(0.9) ? 'users' : operand(makeExpression(random, depth, 'list', variables))
      case 'num':
        return operand(makeExpression(random, depth, random.pick(['int', 'float']), variables))
      case '':
        return operand(makeExpression(random, depth, undefined, variables))
      default:
        return operand(makeExpression(random, depth, name as Type, variables))
    }
  })
}

/** Mostly in parentheses where it has operators: without them it is a test of precedence. */
function operand(expression: string): string {
  if (/^[\w.]+$|^\([^()]*\)$|^'[^']*'$|^\[[^[\]]*\]$/.test(expression)) return expression
  return expression.length % 4 === 0 ? expression : `(${expression})`
}
