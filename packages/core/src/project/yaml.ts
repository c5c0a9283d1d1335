import { type Place, TdbtError } from '@tdbt/adapter-api'
import { loadAll, type Schema, YAMLException } from 'js-yaml'
import { type Document, isMap, isNode, isScalar, parseDocument, visit } from 'yaml'
import type { Warn } from '../invocation/warn.js'
import { placeAt, type TextRange } from './text-place.js'
import { pythonYamlSchema } from './yaml-schema.js'

/** The text of a YAML file and its path as messages show it. */
export interface YamlText {
  readonly file: string
  readonly text: string
}

let schema: Schema | undefined

/**
 * Reads YAML as dbt does (PyYAML's safe loader; of a key given twice the last value counts). js-yaml takes a fifth of
 * the time that `yaml` takes for the properties of 10,000 models (0.1 s against 0.6 s); `yaml` finds positions.
 * @param warn tells of keys that stand twice.
 * @param shownText gives the text where the line of a place may be shown; of profiles.yml most may not.
 * @throws TdbtError with file, line and column where the text is no YAML.
 */
export function readYaml(
  text: string,
  file: string,
  shownText: (text: string, place: Place) => string | undefined = () => text,
  warn?: Warn,
): unknown {
  const fail = (reason: string, place: Place, hint?: string, cause?: unknown): TdbtError => {
    const source = shownText(text, place)
    // Some reasons end with what was read: `unidentified alias "..."`.
    const shown = source === undefined ? reason.replace(/:? *["<!].*$|: .*$/s, '') : reason
    return new TdbtError('yaml-syntax', `invalid YAML: ${shown}`, { place, source, hint, cause })
  }
  schema ??= pythonYamlSchema()
  let documents: readonly unknown[]
  try {
    documents = warn ? loadWatchful(text, file, schema, warn) : loadAll(text, { schema, json: true })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const { reason, mark } = error
    const place = mark ? { file, line: mark.line + 1, column: mark.column + 1 } : { file }
    const template = unquotedTemplate(text, file, reason, place)
    if (template) {
      const hint = 'put the value in quotes, since { opens a mapping of YAML: key: "{{ ... }}"'
      throw fail('a template stands outside of quotes', template, hint, error)
    }
    throw fail(
      reason,
      place,
      text.includes('\t') ? 'indent with spaces: YAML does not allow tabs' : undefined,
      error,
    )
  }
  if (documents.length > 1) {
    const start = text.search(/(?<=\S\s*\n)---/)
    throw fail(
      'a second document begins where the file should end',
      placeAt(file, text, start, start + 3),
      "remove the '---' between the two",
    )
  }
  const value = documents[0] ?? null
  const problem = text.includes('*') ? aliasProblem(value, [], { values: 0 }) : null
  if (problem === 'loop') {
    const hint = 'write the part out, or give it another anchor'
    throw fail('an alias stands inside its own anchor', placeOfLoop(text, file), hint)
  }
  if (problem === 'too many')
    throw fail(`its aliases make more than ${mostValues} values of it`, { file }, 'write less by aliases')
  return value
}

/** Tells of keys that stand twice in a mapping, which are looked for where there is one alone. */
function loadWatchful(text: string, file: string, schema: Schema, warn: Warn): readonly unknown[] {
  try {
    return loadAll(text, { schema, json: false })
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.reason.startsWith('duplicated mapping key')) throw error
    const documents = loadAll(text, { schema, json: true })
    visit(parse(text), {
      Map(_key, { items }) {
        const seen = new Set<unknown>()
        for (const { key } of items) {
          if (!isScalar(key) || !key.range) continue
          const { value, range } = key
          if (seen.has(value)) {
            const message = `the key '${String(value)}' stands twice in a mapping: the last one counts`
            const place = placeAt(file, text, range[0], range[1])
            warn('DuplicateYAMLKeysDeprecation', message, { place, source: text })
          }
          seen.add(value)
        }
      },
    })
    return documents
  }
}

/** The `{{ ... }}` that js-yaml stumbled over: it stands in the line of the error, which is lost of a complex key. */
function unquotedTemplate(text: string, file: string, reason: string, { line }: Place): Place | undefined {
  for (const match of text.matchAll(/^[^#\n"']*?[:-] +(\{[{%].*?)(?:\}\}|%\}|$)/gm)) {
    const start = match.index + match[0].lastIndexOf(match[1] ?? '')
    const place = placeAt(file, text, start, match.index + match[0].length)
    if (place.line === line || reason.includes('complex keys')) return place
  }
  return undefined
}

/** Far more than a file of properties has; a few lines with aliases of aliases make a billion. */
const mostValues = 1_000_000

function aliasProblem(
  value: unknown,
  ancestors: readonly unknown[],
  seen: { values: number },
): 'loop' | 'too many' | null {
  seen.values += 1
  if (seen.values > mostValues) return 'too many'
  if (typeof value !== 'object' || value === null) return null
  if (ancestors.includes(value)) return 'loop'
  const inside = [...ancestors, value]
  for (const item of Object.values(value)) {
    const problem = aliasProblem(item, inside, seen)
    if (problem !== null) return problem
  }
  return null
}

function placeOfLoop(text: string, file: string): Place {
  let place: Place = { file }
  visit(parse(text), {
    Alias(_key, { source, range }, path) {
      if (!range || !path.some((node) => isNode(node) && 'anchor' in node && node.anchor === source)) return
      place = placeAt(file, text, range[0], range[1])
      return visit.BREAK
    },
  })
  return place
}

/** Where the value at a path of keys stands in a YAML text, or the nearest thing around it that is there. */
export function locateYaml(text: string, file: string, path: readonly (string | number)[]): Place {
  const range = yamlRange(text, path)
  return range ? placeAt(file, text, range.start, range.end) : { file, line: 1, column: 1 }
}

/** The same as a range of the text; undefined where nothing of the path is there. */
export function yamlRange(text: string, path: readonly (string | number)[]): TextRange | undefined {
  const document = parse(text)
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return { start: node.range[0], end: node.range[1] }
  }
  return undefined
}

/** Where the last key of a path stands; the place of the value around it where it is none. */
export function locateYamlKey(text: string, file: string, path: readonly (string | number)[]): Place {
  return findYamlKey(text, file, path) ?? locateYaml(text, file, path.slice(0, -1))
}

/** Where the last key of a path stands; undefined where there is none. */
export function findYamlKey(
  text: string,
  file: string,
  path: readonly (string | number)[],
): Place | undefined {
  const around = path.slice(0, -1)
  const document = parse(text)
  const mapping = around.length === 0 ? document.contents : document.getIn(around, true)
  const key = isMap(mapping)
    ? mapping.items.map((pair) => pair.key).find((each) => isScalar(each) && each.value === path.at(-1))
    : undefined
  return isNode(key) && key.range ? placeAt(file, text, key.range[0], key.range[1]) : undefined
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, { version: '1.1', merge: true, prettyErrors: false })
}
