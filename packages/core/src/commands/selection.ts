import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { type SelectOptions, select } from '../select/select.js'
import type { Loaded } from './load.js'

/** The nodes that a command is about, told of what its selection missed. */
export function selectNodes(
  invocation: Invocation,
  loaded: Loaded,
  types: Pick<SelectOptions, 'allowedTypes' | 'defaultTypes' | 'includeEmpty'>,
): readonly string[] {
  const { flags } = invocation
  const { ids, warnings } = select(loaded.parsed.manifest, loaded.graph, {
    select: flags.select,
    exclude: flags.exclude,
    indirectSelection: flags.indirectSelection,
    ...types,
    resourceTypes: flags.resourceTypes,
    excludeResourceTypes: flags.excludeResourceTypes,
  })
  for (const message of warnings) warn(invocation, 'NoNodesForSelectionCriteria', message)
  return ids
}
