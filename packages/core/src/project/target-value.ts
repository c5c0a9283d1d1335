import type { Target } from '@tdbt/adapter-api'
import { fromJs, type Value } from '@tdbt/jinja'

const secretKeys = new Set(['password', 'pass'])

/** The `target` of templates: the keys of the profile's output without its password, with dbt's additions. */
export function publicTarget(target: Target): Value {
  const entries = Object.entries(target.credentials).filter(([key]) => !secretKeys.has(key))
  return fromJs({
    ...Object.fromEntries(entries),
    name: target.name,
    target_name: target.name,
    profile_name: target.profileName,
    type: target.type,
    threads: target.threads,
    schema: target.schema,
    database: target.database,
    dbname: target.database,
  })
}
