import { type JsonObject, toObject } from '../json.js'
import type { Access, ColumnInfo, ModelInfo, NodeConfig } from '../manifest/node.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import { checkPrimaryKeys, contractChecksum, enforcesConstraints, parseConstraints } from './constraints.js'
import type { Draft } from './draft.js'
import type { ParseState } from './parse-state.js'
import { pythonTimestamp } from './python-timestamp.js'
import type { PropertyEntry } from './read-properties.js'
import { parseTimeSpine } from './time-spine.js'

/** What a model's config and its properties say of it that other nodes don't have. */
export function modelInfo(
  state: ParseState,
  draft: Draft,
  config: NodeConfig,
  columns: ReadonlyMap<string, ColumnInfo>,
  property: PropertyEntry | undefined,
): ModelInfo {
  const { version } = draft
  const info: ModelInfo = {
    version: version && { v: version.v, latest: version.latest },
    access: config.access as Access,
    deprecationDate: null,
    constraints: [],
    foreignKeys: new Map(),
    contractChecksum: null,
    primaryKey: [],
    timeSpine: null,
  }
  if (property === undefined) return info
  const constraints = parseConstraints(property, property.entry.constraints, ['constraints'], 'model')
  checkPrimaryKeys(property, columns, constraints)
  const isEnforced = toObject(config.contract).enforced === true
  if (isEnforced) checkContract(state, draft, config, columns, constraints, property)
  return {
    ...info,
    deprecationDate: deprecationDate(property),
    constraints,
    contractChecksum: isEnforced ? contractChecksum(columns, constraints, config.materialized) : null,
    timeSpine: parseTimeSpine(property),
  }
}

function deprecationDate({ entry, error }: PropertyEntry): string | null {
  const { deprecation_date: date } = entry
  if (date === undefined || date === null) return null
  const timestamp = pythonTimestamp(date)
  if (timestamp !== undefined) return timestamp
  throw error('properties-not-valid', "'deprecation_date' must be a date, such as 2026-12-31", [
    'deprecation_date',
  ])
}

/** dbt's check of an enforced contract that is described; one that is described nowhere fails when it is run. */
function checkContract(
  state: ParseState,
  draft: Draft,
  config: NodeConfig,
  columns: ReadonlyMap<string, ColumnInfo>,
  constraints: readonly JsonObject[],
  property: PropertyEntry,
): void {
  if (columns.size === 0) {
    throw property.error(
      'contract-without-columns',
      `the contract of '${property.name}' is enforced, but none of its columns is described`,
    )
  }
  if (enforcesConstraints(config.materialized)) return
  const ofColumns = [...columns.values()].flatMap((column) => column.constraints)
  // Of a model without versions dbt looks at the constraints of its columns alone.
  const looked = draft.version === null ? ofColumns : [...ofColumns, ...constraints]
  if (!looked.some((constraint) => constraint.warn_unsupported === true)) return
  state.warn(
    'UnsupportedConstraintMaterialization',
    `Constraint types are not supported for ${config.materialized} materializations and will be ignored.  Set 'warn_unsupported: false' on this constraint to ignore this warning.`,
    configOrigin(state, draft, placesInProperties(property), 'materialized'),
  )
}
