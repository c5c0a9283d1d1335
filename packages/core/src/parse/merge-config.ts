import { emptyObject } from '../json.js'
import type { Hook } from '../manifest/node.js'
import { type MergeRule, type RefuseConfig, showValue } from './config-field.js'
import { nodeConfigs } from './node-configs.js'

export type RawConfig = Readonly<Record<string, unknown>>

type Join = (earlier: unknown, later: unknown) => unknown

const append: Join = (earlier, later) => [...asList(earlier), ...asList(later)]
const update: Join = (earlier, later) =>
  later === null || later === undefined ? earlier : { ...(earlier as object), ...(later as object) }

/** dbt: `+select: x` inside grants adds to the list, a plain key replaces it. */
const mergeGrants: Join = (earlier, later) => {
  const grants = Object.assign(emptyObject(), earlier)
  for (const [key, value] of Object.entries((later ?? {}) as Record<string, unknown>)) {
    if (key.startsWith('+')) grants[key.slice(1)] = append(grants[key.slice(1)] ?? [], value)
    else grants[key] = asList(value)
  }
  return grants
}

const joins: Readonly<Record<MergeRule, Join>> = {
  append,
  update,
  grants: mergeGrants,
}

/** By name alone: no config joins differently in another type of node. */
const joinOf: ReadonlyMap<string, Join> = new Map(
  Object.values(nodeConfigs).flatMap((fields) =>
    Object.entries(fields).flatMap(([name, { merge }]) =>
      merge === undefined ? [] : [[name, joins[merge]] as const],
    ),
  ),
)

/**
 * Joins configs from the weakest to the strongest, each in its raw form, over the defaults.
 * @throws what `refuse` makes, for a value that can't be joined
 */
export function mergeConfigs(
  defaults: RawConfig,
  layers: readonly RawConfig[],
  refuse: RefuseConfig,
): Record<string, unknown> {
  const merged = Object.assign(emptyObject(), defaults)
  for (const layer of layers) joinInto(merged, layer, refuse)
  return merged
}

/**
 * Several `config()` calls of one file as one. dbt's rule is not quite that of the layers: a first call stays as it is
 * written, and a plus in grants is kept for the layers above.
 */
export function joinConfigCalls(calls: readonly RawConfig[]): RawConfig {
  const joined = emptyObject()
  let isFirst = true
  for (const call of calls) {
    if (Object.keys(call).length === 0) continue
    for (const [written, value] of Object.entries(call)) {
      const key = configName(written)
      const join = joinOf.get(key)
      if (isFirst || join === undefined) joined[key] = value
      else if (join === append) joined[key] = append(joined[key], value)
      else if (join === mergeGrants) joined[key] = joinGrants(joined[key], value)
      else joined[key] = update(joined[key], value)
    }
    isFirst = false
  }
  return joined
}

function joinGrants(earlier: unknown, later: unknown): unknown {
  const grants = Object.assign(emptyObject(), earlier)
  for (const [key, value] of Object.entries((later ?? {}) as Record<string, unknown>))
    grants[key] = key.startsWith('+') ? append(grants[key] ?? [], value) : asList(value)
  return grants
}

/** The same without defaults: what somebody set, under the names that they wrote (dbt's `unrendered_config`). */
export function setConfigs(layers: readonly RawConfig[]): Record<string, unknown> {
  return Object.assign(emptyObject(), ...layers) as Record<string, unknown>
}

function joinInto(merged: Record<string, unknown>, layer: RawConfig, refuse: RefuseConfig): void {
  for (const [written, value] of Object.entries(layer)) {
    const key = configName(written)
    const joined = key === 'pre-hook' || key === 'post-hook' ? toHooks(key, value, refuse) : value
    const join = joinOf.get(key)
    if (join !== undefined && join !== append && value !== null) toMapping(key, value, refuse)
    merged[key] =
      join && merged[key] !== undefined && merged[key] !== null ? join(merged[key], joined) : joined
  }
}

function configName(key: string): string {
  if (key === 'pre_hook') return 'pre-hook'
  if (key === 'post_hook') return 'post-hook'
  return key
}

function asList(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/**
 * A hook is a text, a mapping, or a text that holds a mapping as JSON (what `before_begin` gives).
 */
function toHooks(key: string, value: unknown, refuse: RefuseConfig): readonly Hook[] {
  return asList(value).map((hook) => {
    const parsed = typeof hook === 'string' ? hookFromText(hook) : hook
    const { sql, transaction, index } = toMapping(key, parsed, refuse)
    if (typeof sql !== 'string') {
      throw refuse("must be a text, or a mapping with 'sql' and 'transaction'", key)
    }
    return { sql, transaction: transaction !== false, index: typeof index === 'number' ? index : null }
  })
}

function toMapping(key: string, value: unknown, refuse: RefuseConfig): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse(`must be a mapping, not ${showValue(value)}`, key)
  }
  return value as Readonly<Record<string, unknown>>
}

function hookFromText(text: string): unknown {
  if (!text.trimStart().startsWith('{"')) return { sql: text }
  try {
    return JSON.parse(text)
  } catch {
    return { sql: text }
  }
}
