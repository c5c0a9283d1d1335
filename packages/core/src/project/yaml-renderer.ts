import { type Place, TdbtError } from '@tdbt/adapter-api'
import { Environment, type Globals, JinjaError, toJs, type Value } from '@tdbt/jinja'
import { jinjaCode } from './jinja-code.js'
import { hasJinja, mapTexts, type RenderYaml } from './render-yaml.js'

const environment = new Environment({ dbtNative: true })

/** The YAML file whose values are rendered. */
export interface YamlFile {
  /** Its path as messages show it. */
  readonly file: string
  readonly text: string
  /** Whether its lines may hold passwords: then messages show none of them. */
  readonly secret?: boolean
}

/**
 * Makes the function that renders the values of one YAML file with the names given.
 * @throws TdbtError that points at the value
 */
export function yamlRenderer(yaml: YamlFile, names: ReadonlyMap<string, Value>): RenderYaml {
  const globals: Globals = { get: (name) => names.get(name) }
  return (value, path) =>
    mapTexts(value, path, (text, key) => {
      if (!hasJinja(text)) return text
      try {
        const rendered = environment.parse(text, yaml.file).renderNative(globals)
        if (rendered instanceof Promise) throw new TdbtError('query-not-possible', 'YAML can run no query')
        return toJs(rendered)
      } catch (error) {
        throw valueError(error, yaml, text, key)
      }
    })
}

function valueError(error: unknown, { file, text, secret }: YamlFile, value: string, key: string): unknown {
  const isJinja = error instanceof JinjaError
  if (!isJinja && !(error instanceof TdbtError)) return error
  const source = secret ? undefined : text
  return new TdbtError(
    isJinja ? jinjaCode(error) : error.code,
    `could not render '${key}': ${error.message}`,
    {
      place: { file, ...placeOf(text, value) },
      source,
      hint: isJinja ? undefined : error.hint,
      cause: error,
    },
  )
}

/** Where a value's first line stands in the text of its file. */
function placeOf(text: string, value: string): Omit<Place, 'file'> {
  const [firstLine = ''] = value.split('\n')
  const offset = text.indexOf(firstLine)
  if (offset < 0) return {}
  const before = text.slice(0, offset).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return { line: before.length, column, endLine: before.length, endColumn: column + firstLine.length }
}
