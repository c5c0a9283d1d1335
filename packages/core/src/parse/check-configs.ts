import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { NodeConfig } from '../manifest/node.js'
import { showValue } from './config-field.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { Draft } from './draft.js'
import { nodeConfigs } from './node-configs.js'
import type { ParseState } from './parse-state.js'
import { slip } from './property-keys.js'
import type { PropertyEntry } from './read-properties.js'

/**
 * Adds an error for each config that a snapshot lacks, or that does not fit another: dbt 1.11 refuses the same when it
 * parses. Of strategies it knows these two then, since others are macros of the project's own.
 */
export function checkSnapshot(
  state: ParseState,
  config: NodeConfig,
  draft: Draft,
  property: PropertyEntry | undefined,
): void {
  const { strategy, check_cols: columns } = config
  const places = placesInProperties(property)
  needs('strategy', "take 'timestamp' where a column tells when a row was changed last, else 'check'")
  needs('unique_key', 'name the column, or the columns, that identify a row')
  if (strategy === 'timestamp') {
    needs(
      'updated_at',
      "name the column that tells when a row was changed last, or take the strategy 'check'",
    )
    if (!isUnset(columns))
      refuse('check_cols', 'is not for the strategy timestamp', "take it away, or take the strategy 'check'")
  }
  if (strategy === 'check') {
    needs('check_cols', "list the columns to compare, or write 'all'")
    if (typeof columns === 'string' && columns !== 'all' && columns !== '') {
      refuse(
        'check_cols',
        `must be all or a list of columns, not ${showValue(columns)}`,
        nearest(columns, ['all']) ?? `write ['${columns}']`,
      )
    }
  }
  if (config.materialized !== 'snapshot') {
    refuse('materialized', `must be snapshot, not ${showValue(config.materialized)}`, 'take it away')
  }

  function refuse(key: string, reason: string, hint: string): void {
    state.errors.add(
      new TdbtError('snapshot-not-valid', `the config '${key}' of ${draft.name} ${reason}`, {
        ...configOrigin(state, draft, places, key),
        hint,
      }),
    )
  }

  function needs(key: string, hint: string): void {
    if (!isUnset(config[key])) return
    // Perhaps it is there under a name that is misspelt.
    const own = Object.keys(config).filter((name) => !(name in nodeConfigs.snapshot))
    const slipped = own.find((name) => nearest(name, [key], { most: slip }) !== undefined)
    state.errors.add(
      new TdbtError('config-missing', `the snapshot ${draft.name} has no '${key}'`, {
        ...configOrigin(state, draft, places, slipped ?? key),
        hint: slipped === undefined ? hint : `did you mean '${key}' by '${slipped}'?`,
      }),
    )
  }
}

/** dbt takes what is empty as what is not set. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

const schemaChanges = ['ignore', 'append_new_columns', 'sync_all_columns', 'fail']

/** Warns of an `on_schema_change` that dbt takes for `ignore` without a word. */
export function checkSchemaChange(
  state: ParseState,
  config: NodeConfig,
  draft: Draft,
  property: PropertyEntry | undefined,
): void {
  const { on_schema_change: value, materialized } = config
  if (materialized !== 'incremental' || typeof value !== 'string' || schemaChanges.includes(value)) return
  const key = 'on_schema_change'
  const hint = nearest(value, schemaChanges) ?? `use one of ${schemaChanges.join(', ')}`
  state.warn(
    'InvalidValueForField',
    `'${value}' is no ${key}, and is taken for ignore; ${hint}`,
    configOrigin(state, draft, placesInProperties(property), key),
  )
}
