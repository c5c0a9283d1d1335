import { TdbtError } from '@tdbt/adapter-api'
import { type Callable, str, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { ownValue } from '../json.js'
import { templateFunction } from '../template-function.js'

/** dbt's prefix of variables that may be read in profiles and packages only, and are never shown. */
const secretPrefix = 'DBT_ENV_SECRET'

/**
 * `env_var(name, default)`.
 * @param secrets whether DBT_ENV_SECRET* may be read (profiles.yml and packages.yml).
 */
export function envVarFunction(invocation: Invocation, secrets: boolean): Callable {
  return templateFunction(
    'env_var',
    ['var', { name: 'default', default: null }],
    ([name, fallback]): Value => {
      const key = str(name as Value)
      if (key.startsWith(secretPrefix) && !secrets) {
        throw new TdbtError(
          'env-var-secret',
          `secret env vars are allowed only in profiles.yml and packages.yml: '${key}'`,
        )
      }
      const value = ownValue(invocation.env, key)
      if (value !== undefined) return value
      if (fallback !== null && fallback !== undefined) return fallback
      throw new TdbtError('env-var-missing', `env var required but not provided: '${key}'`, {
        hint: `set ${key} in the environment, or give a default: env_var('${key}', '...')`,
      })
    },
  )
}
