import { Callable, hostFunction } from './callable.js'
import { quote, str } from './text.js'
import { asText, type CallArgs, StrSubclass, Tuple, type Value } from './value.js'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&#34;' }

export function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, (char) => ESCAPES[char]!)
}

/** The text of a value as HTML: what is Markup stays. */
export function escaped(value: Value): string {
  return value instanceof Markup ? value.text : escapeHtml(str(value))
}

/** Methods of str that give Markup, in a list or tuple too. */
const GIVE_MARKUP = new Set(
  `capitalize center expandtabs format format_map join ljust lower lstrip partition removeprefix removesuffix replace
  rjust rpartition rsplit rstrip split splitlines strip swapcase title translate upper casefold zfill`.split(
    /\s+/,
  ),
)
/** Those of which this argument is escaped first. */
const ESCAPED_ARGUMENT = new Map([
  ['replace', 1],
  ['ljust', 1],
  ['rjust', 1],
  ['center', 1],
])

/** Text that is HTML (markupsafe's): what is added to it is escaped. Filters like `escape` and `tojson` give it. */
export class Markup extends StrSubclass {
  override typeName(): string {
    return 'Markup'
  }

  override repr(): string {
    return `Markup(${quote(this.text)})`
  }

  override method(name: string, ofText: Value | undefined): Value | undefined {
    if (!GIVE_MARKUP.has(name) || !(ofText instanceof Callable)) return ofText
    return hostFunction(name, ({ positional, named }) => {
      const result = ofText.call({ positional: escapedArguments(name, positional), named })
      return result instanceof Promise ? result.then(marked) : marked(result)
    })
  }

  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator !== '+' || asText(other) === undefined) return undefined
    return new Markup(reflected ? escaped(other) + this.text : this.text + escaped(other))
  }
}

function escapedArguments(name: string, positional: readonly Value[]): CallArgs['positional'] {
  if (name === 'join') {
    return positional.map((items) => (Array.isArray(items) ? items.map(escaped) : items))
  }
  const at = ESCAPED_ARGUMENT.get(name)
  if (at === undefined) return positional
  return positional.map((value, i) => (i === at ? escaped(value) : value))
}

function marked(value: Value): Value {
  if (typeof value === 'string') return new Markup(value)
  if (Array.isArray(value)) return value.map(marked)
  return value instanceof Tuple ? new Tuple(value.items.map(marked)) : value
}
