import type { ErrorOrigin } from '@tdbt/adapter-api'
import { type CallArgs, type Globals, hostFunction, str, type Value } from '@tdbt/jinja'
import { refArguments, sourceArguments } from '../context/parse-context.js'
import { asText } from '../json.js'
import type { RefArgs, SourceArgs } from '../manifest/node.js'
import { noFile } from '../project/shown-path.js'
import { immediate } from './immediate.js'
import type { ParseState } from './parse-state.js'
import { placedAt } from './template-error.js'

/** What expressions in YAML name, in the order that they do. */
export interface StaticReads {
  readonly refs: RefArgs[]
  readonly sources: SourceArgs[]
  /** A metric's name, or a package's and the name. */
  readonly metrics: string[][]
}

/**
 * Reads `ref('...')`, `source('...', '...')` and `metric('...')` that stand in YAML without braces. No macro of the
 * project is seen.
 * @param origin where the expression stands, for errors.
 */
export function readExpression(
  state: Pick<ParseState, 'environment' | 'wrap'>,
  expression: unknown,
  origin: () => ErrorOrigin,
  found: StaticReads = { refs: [], sources: [], metrics: [] },
): StaticReads {
  const names = new Map<string, Value>([
    ['ref', collector('ref', (args) => void found.refs.push(refArguments(args)))],
    ['source', collector('source', (args) => void found.sources.push(sourceArguments(args)))],
    [
      'metric',
      collector('metric', (args) => void found.metrics.push(args.positional.map((arg) => str(arg)))),
    ],
  ])
  const globals: Globals = { get: (key) => names.get(key), names: () => names.keys() }
  const text = asText(expression)
  try {
    immediate(state.environment.parse(`{{ ${text} }}`, noFile).render(globals), text)
  } catch (error) {
    throw placedAt(state.wrap(error), origin())
  }
  return found
}

function collector(name: string, collect: (args: CallArgs) => void): Value {
  return hostFunction(name, (args) => {
    collect(args)
    return ''
  })
}
