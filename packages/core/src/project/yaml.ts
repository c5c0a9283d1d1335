import { TdbtError } from '@tdbt/adapter-api'
import { Float } from '@tdbt/jinja'
import { LineCounter, parseDocument, type ScalarTag } from 'yaml'

/**
 * YAML as PyYAML's safe loader has it (YAML 1.1: `yes` is true, later keys win nothing: a repeated key is an
 * error). A float with an integral value stays a Float, so that a template prints `1.0` as Python does.
 * @throws TdbtError with file, line and column where the text is no YAML.
 */
export function readYaml(text: string, file: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { ...options, lineCounter })
  const error = document.errors[0]
  if (error) {
    const at = lineCounter.linePos(error.pos[0])
    throw new TdbtError('Parsing', `invalid YAML: ${firstLine(error.message)}`, {
      place: { file, line: at.line, column: at.col },
      source: text,
      hint: yamlHint(error.code),
    })
  }
  return document.toJS()
}

const integralFloat: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?[0-9][0-9_]*\.0*(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => {
    const value = Number(text.replaceAll('_', ''))
    return Number.isInteger(value) ? new Float(value) : value
  },
}

const options = {
  version: '1.1',
  merge: true,
  prettyErrors: false,
  customTags: (tags: readonly unknown[]) =>
    [
      integralFloat,
      // Base 60 and timestamps stay text: dbt's projects hold versions and dates, not clock arithmetic.
      ...tags.filter(
        (tag) => !isNamed(tag, ['intTime', 'floatTime', 'timestamp', 'binary', 'set', 'omap', 'pairs']),
      ),
    ] as never,
} as const

function isNamed(tag: unknown, names: readonly string[]): boolean {
  if (typeof tag === 'string') return names.includes(tag)
  const url = (tag as { tag?: string; format?: string }) ?? {}
  if (url.format === 'TIME') return true
  return names.some((name) => url.tag === `tag:yaml.org,2002:${name}`)
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}

function yamlHint(code: string): string | undefined {
  if (code === 'TAB_AS_INDENT') return 'indent with spaces: YAML does not allow tabs'
  if (code === 'DUPLICATE_KEY') return 'remove one of the two, or merge them'
  if (code === 'BAD_INDENT' || code === 'MULTILINE_IMPLICIT_KEY') return 'check the indentation of this line'
  return undefined
}

/** Where the value at a path of keys stands in a YAML text, for messages. */
export function locateYaml(
  text: string,
  path: readonly (string | number)[],
): { line: number; column: number } | undefined {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { ...options, lineCounter })
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number] }
      | undefined
    if (node?.range) {
      const at = lineCounter.linePos(node.range[0])
      return { line: at.line, column: at.col }
    }
  }
  return undefined
}
