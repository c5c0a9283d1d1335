import { asText, Dict, Float, str, Tuple, type Value } from '@tdbt/jinja'
import { readYaml } from '../project/yaml.js'
import { PythonDateTime } from './python-date.js'

/** Longest line that PyYAML writes before it breaks a text at a blank. */
const width = 80

/** A value that YAML has no form for. */
export class NotForYaml extends Error {}

/** YAML as PyYAML's `safe_dump` writes it. Throws NotForYaml for what isn't plain data. */
export function writeYaml(value: Value, sortKeys: boolean): string {
  const text = block(value, 0, sortKeys)
  if (text !== undefined) return `${text.replace(/^\n/, '')}\n`
  const line = inline(value, 0, 0)
  // A plain value that stands alone is ended, so that nothing can be joined to it.
  return /^['"[{]/.test(line) ? `${line}\n` : `${line}\n...\n`
}

/** A mapping or list with items, each on lines of its own after a newline; undefined for what fits on the line. */
function block(value: Value, indent: number, sortKeys: boolean): string | undefined {
  const margin = `\n${' '.repeat(indent)}`
  if (value instanceof Dict && value.size > 0) {
    const entries = [...value.entries()]
    if (sortKeys) entries.sort(([a], [b]) => (str(a) < str(b) ? -1 : 1))
    const lines = entries.map(([key, item]) => {
      const name = inline(key, indent, 0)
      // Lists stand at the margin of their key.
      const inner = block(item, Array.isArray(item) || item instanceof Tuple ? indent : indent + 2, sortKeys)
      return `${name}:${inner ?? ` ${inline(item, indent + 2, indent + name.length + 2)}`}`
    })
    return lines.map((line) => margin + line).join('')
  }
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : []
  if (items.length === 0) return undefined
  const lines = items.map((item) => {
    const inner = block(item, indent + 2, sortKeys)
    // The first entry of an item stands behind its dash.
    return inner === undefined ? `- ${inline(item, indent + 2, indent + 2)}` : `- ${inner.slice(indent + 3)}`
  })
  return lines.map((line) => margin + line).join('')
}

/** A scalar or an empty collection; `column` is where it begins. */
function inline(value: Value, indent: number, column: number): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Float) return float(value)
  if (value instanceof PythonDateTime && value.kind !== 'time') return value.str()
  if (value instanceof Dict) return '{}'
  if (Array.isArray(value) || value instanceof Tuple) return '[]'
  const text = asText(value)
  if (text === undefined) {
    throw new NotForYaml(`cannot represent an object: ${str(value)}`)
  }
  return scalar(text, indent, column)
}

function float({ value }: Float): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const text = str(new Float(value))
  // YAML wants a dot before the exponent.
  return text.includes('.') ? text : text.replace('e', '.0e')
}

function scalar(text: string, indent: number, column: number): string {
  // A blank beside a newline would be lost between quotes of the other kind.
  if (/[^\n -~]| \n|\n /.test(text)) return doubleQuoted(text, indent, column)
  if (isPlain(text)) return folded(text, indent, column)
  const quoted = text.replaceAll("'", "''").replace(/\n+/g, (breaks) => `\n${breaks}${' '.repeat(indent)}`)
  return folded(`'${quoted}'`, indent, column)
}

/** Whether a text needs no quotes: it has no marks of YAML and is read as a text again. */
function isPlain(text: string): boolean {
  if (text === '' || /^[\s]|\s$|\n/.test(text)) return false
  // A date or number of YAML.
  if (/^\d{4}-\d\d?-\d\d?/.test(text)) return false
  if (/^[,[\]{}#&*!|>'"%@`]|^[-?:](?: |$)|^(?:---|\.\.\.)|: |:$| #|^=$/.test(text)) return false
  return readYamlOrNull(text) === text
}

function readYamlOrNull(text: string): unknown {
  try {
    return readYaml(text, 'toyaml')
  } catch {
    return null
  }
}

/** Breaks a line at the single blanks after which it would be too long. */
function folded(text: string, indent: number, start: number): string {
  let column = start
  let result = ''
  const words = text.split(/(?<=[^ \n]) (?=[^ \n])/)
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      if (column > width) {
        result += `\n${' '.repeat(indent)}`
        column = indent
      } else {
        result += ' '
        column += 1
      }
    }
    result += word
    const newline = word.lastIndexOf('\n')
    column = newline < 0 ? column + word.length : word.length - newline - 1
  }
  return result
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

function doubleQuoted(text: string, indent: number, start: number): string {
  let result = '"'
  let column = start + 1
  for (const char of text) {
    const code = char.codePointAt(0) as number
    const escaped = escapes[char]
    const hex = code.toString(16).toUpperCase()
    const shown =
      escaped !== undefined
        ? `\\${escaped}`
        : code >= 0x20 && code < 0x7f
          ? char
          : code <= 0xff
            ? `\\x${hex.padStart(2, '0')}`
            : code <= 0xffff
              ? `\\u${hex.padStart(4, '0')}`
              : `\\U${hex.padStart(8, '0')}`
    if (char === ' ' && column > width) {
      result += `\\\n${' '.repeat(indent)}\\ `
      column = indent + 2
      continue
    }
    result += shown
    column += shown.length
  }
  return `${result}"`
}
