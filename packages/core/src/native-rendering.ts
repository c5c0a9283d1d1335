import { type Environment, type Globals, type MaybePromise, str, type Value } from '@tdbt/jinja'

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
  const parts = environment.parse(text, file).renderParts(globals)
  return parts instanceof Promise ? parts.then(joinNatively) : joinNatively(parts)
}

function joinNatively(parts: readonly Value[]): Value {
  return parts.length === 1 ? (parts[0] as Value) : parts.map(str).join('')
}
