import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { Graph } from '../graph/graph.js'
import { type GraphMember, graphMember, graphMembers, isNode, type Manifest } from '../manifest/manifest.js'
import { hasWildcard } from './fnmatch.js'
import { addCompletedTests, addIndirectTests, type Selected } from './indirect-tests.js'
import { type MethodContext, methods, projectPaths } from './methods.js'
import { chooseResourceTypes, type ResourceTypeChoice } from './resource-types.js'
import type { SelectionLeaf, SelectionSet, SelectionTree } from './selection-tree.js'

export interface SelectOptions extends ResourceTypeChoice {
  /** Whether nodes without any text count, which only `ls` wants. */
  readonly includeEmpty?: boolean
}

export interface Selection {
  /** Unique ids, parents before children. */
  readonly ids: readonly string[]
  /** A sentence for each part of the selection that selects nothing. */
  readonly warnings: readonly string[]
}

/**
 * Which nodes, sources and exposures a command works on.
 * @throws TdbtError (`Runtime`) for a value that its method can't have and for an unknown resource type.
 */
export function select(
  manifest: Manifest,
  graph: Graph,
  tree: SelectionTree,
  options: SelectOptions,
): Selection {
  const types = chooseResourceTypes(options)
  const warnings: string[] = []
  let paths: ReadonlySet<string> | undefined
  const context: MethodContext = {
    manifest,
    projectPaths: () => {
      paths ??= projectPaths(manifest)
      return paths
    },
  }
  const { ids } = evaluate(tree, graph, context, warnings)
  const wanted = (id: string): boolean => {
    const member = graphMember(manifest, id)!
    return types.has(member.resourceType) && (options.includeEmpty === true || !isEmpty(member))
  }
  return { ids: graph.topologicalOrder.filter((id) => ids.has(id) && wanted(id)), warnings }
}

function isEmpty(member: GraphMember): boolean {
  return isNode(member) && member.resourceType !== 'seed' && member.rawCode.trim() === ''
}

function evaluate(tree: SelectionTree, graph: Graph, context: MethodContext, warnings: string[]): Selected {
  if (tree.kind === 'criterion') {
    const selected = evaluateCriterion(tree, graph, context)
    return addIndirectTests(context.manifest, graph, selected, tree.indirectSelection)
  }
  const parts = tree.parts.map((part) => evaluate(part, graph, context, warnings))
  const direct = combine(
    tree.kind,
    parts.map((part) => part.ids),
  )
  const waitingTests = combineWaiting(tree.kind, parts, direct)
  const ids = addCompletedTests(graph, direct, waitingTests, tree.indirectSelection)
  if (tree.raw !== undefined && ids.size === 0) warnings.push(nothingSelected(tree.raw, tree, context))
  return { ids, waitingTests }
}

function evaluateCriterion(leaf: SelectionLeaf, graph: Graph, context: MethodContext): Set<string> {
  const { criterion } = leaf
  const matches = matcherOf(leaf, context)
  const matched = new Set<string>()
  for (const member of graphMembers(context.manifest)) if (matches(member)) matched.add(member.uniqueId)
  const related: ReadonlySet<string>[] = [matched]
  if (criterion.childrensParents) {
    const withChildren = union([matched, graph.descendants(matched)])
    related.push(withChildren, graph.ancestors(withChildren))
  }
  if (criterion.parentsDepth > 0) related.push(graph.ancestors(matched, criterion.parentsDepth))
  if (criterion.childrenDepth > 0) related.push(graph.descendants(matched, criterion.childrenDepth))
  return related.length === 1 ? matched : union(related)
}

function matcherOf(
  { criterion, origin }: SelectionLeaf,
  context: MethodContext,
): (member: GraphMember) => boolean {
  try {
    return methods[criterion.method].matcher(criterion, context)
  } catch (error) {
    if (!(error instanceof TdbtError) || origin === undefined) throw error
    throw new TdbtError(error.code, error.message, { ...origin, hint: error.hint })
  }
}

/** A test waits on if each part of an intersection, say, has it one way or the other. */
function combineWaiting(
  kind: SelectionSet['kind'],
  parts: readonly Selected[],
  direct: ReadonlySet<string>,
): ReadonlySet<string> {
  if (parts.every((part) => part.waitingTests.size === 0)) return new Set()
  const reachable = combine(
    kind,
    parts.map((part) => union([part.ids, part.waitingTests])),
  )
  return new Set([...reachable].filter((id) => !direct.has(id)))
}

function combine(kind: SelectionSet['kind'], sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first, ...others] = sets
  if (!first) return new Set()
  if (others.length === 0) return first
  switch (kind) {
    case 'union':
      return union(sets)
    case 'intersection':
      return new Set([...first].filter((id) => others.every((set) => set.has(id))))
    case 'difference':
      return others.every((set) => set.size === 0)
        ? first
        : new Set([...first].filter((id) => !others.some((set) => set.has(id))))
  }
}

function union(sets: readonly ReadonlySet<string>[]): Set<string> {
  const all = new Set<string>()
  for (const set of sets) for (const id of set) all.add(id)
  return all
}

/** dbt's sentence, and the nearest value to a misspelt one. */
function nothingSelected(raw: string, { parts }: SelectionSet, context: MethodContext): string {
  const message = `The selection criterion '${raw}' does not match any enabled nodes`
  if (/^,.|.,$/.test(raw))
    return `${message} (no blank stands beside a comma: 'a,b' is what both have, 'a b' what either has)`
  const [part, ...others] = parts
  if (part?.kind !== 'criterion' || others.length > 0) return message
  const { method, value } = part.criterion
  if (value === '' || hasWildcard(value)) return message
  const hint = nearest(value, methods[method].values(context))
  return hint === undefined ? message : `${message} (${hint})`
}
