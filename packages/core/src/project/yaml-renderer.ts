import { TdbtError } from '@tdbt/adapter-api'
import { Environment, type Globals, toJs, type Value } from '@tdbt/jinja'
import type { RenderYaml } from './render-yaml.js'
import { hasJinja, mapTexts } from './render-yaml.js'

const environment = new Environment({ dbtNative: true })

/** Makes the function that renders the values of one YAML file with the names given. */
export function yamlRenderer(file: string, names: ReadonlyMap<string, Value>): RenderYaml {
  const globals: Globals = { get: (name) => names.get(name) }
  return (value, path) =>
    mapTexts(value, path, (text) => {
      if (!hasJinja(text)) return text
      const rendered = environment.parse(text, file).renderNative(globals)
      if (rendered instanceof Promise) {
        throw new TdbtError('Compilation', `'${path}' of ${file} runs a query, which YAML can't do`)
      }
      return toJs(rendered)
    })
}
