/** One thing that the programs don't agree on. */
export interface Difference {
  /** Keys from the kind of evidence down to the value: `['manifest', 'nodes', 'model.shop.orders', 'fqn']`. */
  readonly path: readonly string[]
  /** What each has there; undefined where it has nothing. */
  readonly dbt: unknown
  readonly tdbt: unknown
}

/** Compares two values of JSON key by key. Lists of the same length are compared item by item, others as a whole. */
export function* jsonDifferences(path: readonly string[], dbt: unknown, tdbt: unknown): Iterable<Difference> {
  if (isObject(dbt) && isObject(tdbt)) {
    for (const key of new Set([...Object.keys(dbt), ...Object.keys(tdbt)]))
      yield* jsonDifferences([...path, key], dbt[key], tdbt[key])
    return
  }
  if (Array.isArray(dbt) && Array.isArray(tdbt) && dbt.length === tdbt.length && dbt.every(isObject)) {
    for (const [index, item] of dbt.entries())
      yield* jsonDifferences([...path, String(index)], item, tdbt[index])
    return
  }
  if (JSON.stringify(dbt) !== JSON.stringify(tdbt)) yield { path, dbt, tdbt }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
