import { TdbtError } from '@tdbt/adapter-api'
import { fromJs, str, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { templateFunction } from '../template-function.js'

/**
 * `var()` where only `--vars` is known: in dbt_project.yml, profiles.yml and packages.yml.
 * @param options.required whether a missing one is an error; dbt lets it be none where packages are installed.
 */
export function cliVarFunction(invocation: Invocation, { required = true } = {}): Value {
  return templateFunction('var', ['name', { name: 'default', default: null }], ([name, fallback]): Value => {
    const key = str(name as Value)
    if (Object.hasOwn(invocation.flags.vars, key)) return fromJs(invocation.flags.vars[key])
    if ((fallback !== null && fallback !== undefined) || !required) return fallback ?? null
    throw new TdbtError('var-not-found', `required var '${key}' not found in --vars`, {
      hint: `pass it: --vars '${key}: value'`,
    })
  })
}
