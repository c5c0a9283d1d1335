import { Dict, Environment, fromJs, type Globals, type MaybePromise, type Value } from '@tdbt/jinja'
import { isMapping, type JsonObject } from '../json.js'
import { hasJinja } from '../project/render-yaml.js'
import { noFile } from '../project/shown-path.js'

/** The name under which a generic test's text finds its arguments (dbt's). */
export const testKwargsName = '_dbt_generic_test_kwargs'

const environment = new Environment({ native: true })

/** A text that is a call of one of these is an expression without braces: `to: ref('x')`. */
const looksLikeCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/s

/** Renders the arguments of a generic test natively, so that a ref stays a relation and a number a number. */
export function renderTestKwargs(kwargs: JsonObject, globals: Globals): MaybePromise<Value> {
  const render = (value: unknown, isColumnName: boolean): MaybePromise<Value> => {
    if (typeof value === 'string' && !isColumnName) {
      const text = looksLikeCall.test(value) ? `{{ ${value} }}` : value
      if (!hasJinja(text)) return value
      return environment.parse(text, noFile).renderNative(globals)
    }
    if (Array.isArray(value)) {
      const items = value.map((item: unknown) => render(item, false))
      return items.some((item) => item instanceof Promise)
        ? Promise.all(items.map(async (item) => item))
        : (items as Value[])
    }
    if (isMapping(value)) {
      return renderDict(Object.entries(value).map(([key, item]) => [key, render(item, false)]))
    }
    return fromJs(value)
  }
  return renderDict(Object.entries(kwargs).map(([key, value]) => [key, render(value, key === 'column_name')]))
}

function renderDict(entries: readonly (readonly [string, MaybePromise<Value>])[]): MaybePromise<Value> {
  if (!entries.some(([, value]) => value instanceof Promise)) {
    return Dict.of(entries as readonly (readonly [string, Value])[])
  }
  return Promise.all(entries.map(async ([key, value]) => [key, await value] as const)).then((settled) =>
    Dict.of(settled),
  )
}
