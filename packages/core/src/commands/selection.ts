import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { type SelectOptions, select } from '../select/select.js'
import { parseSelection, type SelectionTree } from '../select/selection-tree.js'
import { findSelector } from '../select/yaml-selectors.js'
import type { Loaded } from './load.js'

/** The nodes that a command is about, told of what its selection missed. */
export function selectNodes(
  invocation: Invocation,
  loaded: Loaded,
  types: Pick<SelectOptions, 'allowedTypes' | 'defaultTypes' | 'includeEmpty'>,
): readonly string[] {
  const { flags } = invocation
  const { ids, warnings } = select(loaded.parsed.manifest, loaded.graph, chosenTree(invocation, loaded), {
    ...types,
    resourceTypes: flags.resourceTypes,
    excludeResourceTypes: flags.excludeResourceTypes,
  })
  for (const message of warnings) warn(invocation, 'NoNodesForSelectionCriteria', message)
  return ids
}

/** dbt's order: --selector, then --select and --exclude, then the default selector of selectors.yml, then everything. */
function chosenTree({ flags, emit }: Invocation, { selectors }: Loaded): SelectionTree {
  if (flags.selector !== undefined) return findSelector(selectors, flags.selector).tree
  const standard = [...selectors.values()].find(({ isDefault }) => isDefault)
  if (standard === undefined || flags.select.length > 0 || flags.exclude.length > 0)
    return parseSelection(flags.select, flags.exclude, flags.indirectSelection)
  emit({ name: 'DefaultSelector', selector: standard.name })
  return standard.tree
}
