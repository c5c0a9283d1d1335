import type { JsonObject } from '../json.js'
import { type Entry, isEntry } from './read-properties.js'

/** How old a table may be (dbt's FreshnessThreshold). */
export interface Freshness {
  readonly warn_after: Threshold | null
  readonly error_after: Threshold | null
  readonly filter: string | null
}

interface Threshold {
  readonly count: number | null
  readonly period: string | null
}

const noThreshold: Threshold = { count: null, period: null }
export const noFreshness: Freshness = { warn_after: noThreshold, error_after: noThreshold, filter: null }

/**
 * dbt's order, weakest first: `freshness` of the source, of its config, of the table, of its config. A `null` turns
 * off what stands before it.
 */
export function freshnessOf(source: Entry, table: Entry): Freshness | null {
  const stated = [
    source.freshness,
    isEntry(source.config) ? source.config.freshness : undefined,
    table.freshness,
    isEntry(table.config) ? table.config.freshness : undefined,
  ].map((raw) => (raw === null ? null : toFreshness(raw)))
  return stated.reduce((base, later) => {
    if (later === null) return null
    if (base !== null) return merge(base, later)
    return isStated(later) ? later : null
  }) as Freshness | null
}

export function isStated(freshness: Freshness | null): boolean {
  return isSet(freshness?.warn_after) || isSet(freshness?.error_after)
}

function toFreshness(raw: unknown): Freshness {
  if (!isEntry(raw)) return noFreshness
  return {
    warn_after: toThreshold(raw.warn_after),
    error_after: toThreshold(raw.error_after),
    filter: typeof raw.filter === 'string' ? raw.filter : null,
  }
}

function toThreshold(raw: unknown): Threshold | null {
  if (raw === null) return null
  return isEntry(raw) ? { ...noThreshold, ...(raw as JsonObject) } : noThreshold
}

function merge(base: Freshness, later: Freshness): Freshness {
  return {
    warn_after: mergeThreshold(base.warn_after, later.warn_after),
    error_after: mergeThreshold(base.error_after, later.error_after),
    filter: later.filter ?? base.filter,
  }
}

function mergeThreshold(base: Threshold | null, later: Threshold | null): Threshold | null {
  return later === null || isSet(later) ? later : base
}

function isSet(threshold: Threshold | null | undefined): boolean {
  return threshold?.count != null && threshold.period != null
}
