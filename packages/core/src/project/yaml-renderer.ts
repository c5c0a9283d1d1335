import { type Place, TdbtError } from '@tdbt/adapter-api'
import { Environment, type Globals, JinjaError, toJs, type Value } from '@tdbt/jinja'
import { jinjaCode, jinjaHint } from './jinja-error.js'
import { hasJinja, mapTexts, type RenderYaml } from './render-yaml.js'
import { placeAt } from './text-place.js'
import type { YamlText } from './yaml.js'

const environment = new Environment({ native: true })

/** The YAML file whose values are rendered. */
export interface YamlFile extends YamlText {
  /** Gives the text where the line of a place may be shown; of profiles.yml most may not. */
  readonly shownText?: (text: string, place: Place) => string | undefined
}

/**
 * Makes the function that renders the values of one YAML file with the names given.
 * @throws TdbtError that points at the value
 */
export function yamlRenderer(yaml: YamlFile, names: ReadonlyMap<string, Value>): RenderYaml {
  const globals: Globals = { get: (name) => names.get(name), names: () => names.keys() }
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

function valueError(error: unknown, yaml: YamlFile, value: string, key: string): unknown {
  const isJinja = error instanceof JinjaError
  if (!isJinja && !(error instanceof TdbtError)) return error
  const { file, text, shownText } = yaml
  const place = placeOf(file, text, value)
  const source = shownText ? shownText(text, place) : text
  // What the engine did not expect may be a part of a password.
  const isSecret = source === undefined && isJinja && error.kind === 'syntax'
  const message = `could not render '${key}': ${isSecret ? 'it is no valid template' : error.message}`
  return new TdbtError(isJinja ? jinjaCode(error) : error.code, message, {
    place,
    source,
    hint: isJinja ? jinjaHint(error) : error.hint,
    cause: error,
  })
}

/** Where a value's first line stands in the text of its file. */
function placeOf(file: string, text: string, value: string): Place {
  const [firstLine = ''] = value.split('\n')
  const start = text.indexOf(firstLine)
  return start < 0 ? { file } : placeAt(file, text, start, start + firstLine.length)
}
