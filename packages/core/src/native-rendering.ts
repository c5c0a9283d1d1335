import type { Environment, Globals, MaybePromise, Value } from '@tdbt/jinja'

/**
 * dbt's native rendering of a value from YAML: a text that is one expression keeps the type of its value, anything
 * else becomes text.
 */
export function renderNatively(
  environment: Environment,
  text: string,
  file: string,
  globals: Globals,
): MaybePromise<Value> {
  return environment.parse(text, file).renderNative(globals)
}
