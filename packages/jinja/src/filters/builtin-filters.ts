import type { FilterFunction } from '../runtime.js'
import { mappingFilters } from './mapping-filters.js'
import { markupFilters } from './markup-filters.js'
import { numberFilters } from './number-filters.js'
import { sequenceFilters } from './sequence-filters.js'
import { textFilters } from './text-filters.js'

/** Jinja2's filters, and dbt's conversions as they are outside of native rendering. */
export function builtinFilters(): ReadonlyMap<string, FilterFunction> {
  const filters = new Map<string, FilterFunction>([
    ...textFilters(),
    ...numberFilters(),
    ...sequenceFilters(),
    ...mappingFilters(),
    ...markupFilters(),
  ])
  filters.set('d', filters.get('default')!)
  return filters
}
