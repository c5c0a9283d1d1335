import { TdbtError } from '@tdbt/adapter-api'
import type { Hook, NodeType } from '../manifest/node.js'
import { configDefaults } from './config-defaults.js'

export type RawConfig = Readonly<Record<string, unknown>>

/** How a later value of a config joins an earlier one (dbt's merge behaviours); what is not named here replaces it. */
type MergeRule = (earlier: unknown, later: unknown) => unknown

const append: MergeRule = (earlier, later) => [...asList(earlier), ...asList(later)]
const update: MergeRule = (earlier, later) =>
  later === null || later === undefined ? earlier : { ...(earlier as object), ...(later as object) }

/** dbt: `+select: x` inside grants adds to the list, a plain key replaces it. */
const mergeGrants: MergeRule = (earlier, later) => {
  const grants: Record<string, unknown> = { ...(earlier as Record<string, unknown>) }
  for (const [key, value] of Object.entries((later ?? {}) as Record<string, unknown>)) {
    if (key.startsWith('+')) grants[key.slice(1)] = append(grants[key.slice(1)] ?? [], value)
    else grants[key] = asList(value)
  }
  return grants
}

const rules: ReadonlyMap<string, MergeRule> = new Map([
  ['tags', append],
  ['pre-hook', append],
  ['post-hook', append],
  ['packages', append],
  ['meta', update],
  ['quoting', update],
  ['column_types', update],
  ['docs', update],
  ['contract', update],
  ['snapshot_meta_column_names', update],
  ['grants', mergeGrants],
])

/** Joins configs from the weakest to the strongest, each in its raw form, over the defaults of the type. */
export function mergeConfigs(type: NodeType, layers: readonly RawConfig[]): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...configDefaults[type] }
  for (const layer of layers) joinInto(merged, layer)
  return merged
}

/** Several `config()` calls of one file as one (dbt's rule, which is not quite that of the layers: later calls win). */
export function joinConfigCalls(calls: readonly RawConfig[]): RawConfig {
  const joined: Record<string, unknown> = {}
  for (const call of calls) {
    for (const [written, value] of Object.entries(call)) {
      const key = configName(written)
      const rule = rules.get(key)
      if (rule === append) joined[key] = append(joined[key], value)
      else if ((rule === update || rule === mergeGrants) && key in joined)
        joined[key] = update(joined[key], value)
      else joined[key] = value
    }
  }
  return joined
}

/** The same without defaults: what somebody set (dbt's `unrendered_config`). */
export function setConfigs(layers: readonly RawConfig[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) merged[configName(key)] = value
  }
  return merged
}

function joinInto(merged: Record<string, unknown>, layer: RawConfig): void {
  for (const [written, value] of Object.entries(layer)) {
    const key = configName(written)
    const joined = key === 'pre-hook' || key === 'post-hook' ? toHooks(value) : value
    const rule = rules.get(key)
    if ((rule === update || rule === mergeGrants) && value !== null) toMapping(key, value)
    merged[key] =
      rule && merged[key] !== undefined && merged[key] !== null ? rule(merged[key], joined) : joined
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
 * @throws TdbtError for anything else.
 */
export function toHooks(value: unknown): readonly Hook[] {
  return asList(value).map((hook) => {
    const parsed = typeof hook === 'string' ? hookFromText(hook) : hook
    const { sql, transaction, index } = toMapping('pre-hook and post-hook', parsed)
    if (typeof sql !== 'string') {
      throw new TdbtError('Parsing', "a hook is a text, or a mapping with 'sql' and 'transaction'")
    }
    return { sql, transaction: transaction !== false, index: typeof index === 'number' ? index : null }
  })
}

function toMapping(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TdbtError('Parsing', `the config '${name}' must be a mapping, not ${JSON.stringify(value)}`)
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
