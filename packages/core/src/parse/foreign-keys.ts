import type { JsonObject } from '../json.js'
import type { ColumnInfo, ManifestNode, SourceDefinition } from '../manifest/node.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import type { ReadResolver } from './resolve-refs.js'
import { readExpression, type StaticReads } from './static-reads.js'

/** What foreign keys of a model refer to, which has to be there before it. */
export function foreignKeyReads(
  state: ParseState,
  property: PropertyEntry,
  columns: ReadonlyMap<string, ColumnInfo>,
  constraints: readonly JsonObject[],
): StaticReads {
  const found: StaticReads = { refs: [], sources: [], metrics: [] }
  const named = targets(columns, constraints)
  // dbt reads the constraints of a version twice, which its manifest shows.
  for (const to of property.version === null ? named : [...named, ...named]) {
    const before = found.refs.length + found.sources.length
    const refuse = () =>
      property.error(
        'constraint-not-valid',
        `the foreign key of '${property.name}' to ${to} names no ref and no source`,
        ['constraints'],
        "write to: ref('model'), or to: source('source', 'table')",
      )
    readExpression(state, to, refuse, found)
    if (found.refs.length + found.sources.length === before) throw refuse()
  }
  return found
}

/** The relations that foreign keys name, by the text of their `to`. */
export function foreignKeyRelations(
  state: Pick<ParseState, 'environment' | 'wrap'>,
  node: ManifestNode,
  reads: ReadResolver,
  found: (id: string) => ManifestNode | SourceDefinition | undefined,
): ReadonlyMap<string, string> {
  const relations = new Map<string, string>()
  for (const to of targets(node.columns, node.model?.constraints ?? [])) {
    const { refs, sources } = readExpression(state, to, () => ({}))
    const [ref] = refs
    const [source] = sources
    const id = ref
      ? reads.refs.node(ref, node.packageName)
      : source && reads.refs.source(source[0], source[1], node.packageName)
    const relation = id === undefined ? undefined : found(id)?.relationName
    if (relation != null) relations.set(to, relation)
  }
  return relations
}

function targets(
  columns: ReadonlyMap<string, ColumnInfo>,
  constraints: readonly JsonObject[],
): readonly string[] {
  return [...constraints, ...[...columns.values()].flatMap((column) => column.constraints)].flatMap(
    ({ type, to }) => (type === 'foreign_key' && typeof to === 'string' && to !== '' ? [to] : []),
  )
}
