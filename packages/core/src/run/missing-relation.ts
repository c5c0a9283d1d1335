import { renderRelation, type StatementError } from '@tdbt/adapter-api'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import { residence } from '../manifest/residence.js'
import { showPlace } from '../project/text-place.js'
import { locateYaml } from '../project/yaml.js'
import { relationThere } from './link-relation.js'
import type { RunState } from './run-state.js'

/** What to do where a statement reads a relation that is not there: whose it is, and how it comes to be there. */
export async function missingRelationHint(
  { compile, ingestedTables }: Pick<RunState, 'compile' | 'ingestedTables'>,
  reader: ManifestNode,
  { position, sql }: StatementError,
): Promise<string | undefined> {
  if (position === undefined) return undefined
  const { nodes, sources } = compile.parsed.manifest
  const isRead = (name: string | null): boolean => name !== null && sql.startsWith(name, position)
  const unlinked = unlinkedHint(compile, reader, isRead)
  if (unlinked !== undefined) return unlinked
  const source = [...sources.values()].find(({ relationName }) => isRead(relationName))
  if (source !== undefined) {
    const name = `${source.sourceName}.${source.name}`
    const described = showPlace(placeOf(source, compile.parsed.sourceText))
    return (await ingestedTables()).has(`${source.schema}.${source.identifier}`)
      ? `the source ${name} (${described}) is not loaded yet: tdbt ingest --select source:${name}`
      : `nothing has loaded the source ${name}, which ${described} describes: load it, or correct its schema and identifier there`
  }
  const node = [...nodes.values()].find(({ relationName }) => isRead(relationName))
  return node && `${node.uniqueId} is not built: tdbt build --select +${reader.name}`
}

/** Of what a foreign schema has, where it is read by the name that it has on the target's own server. */
function unlinkedHint(
  { parsed, project }: RunState['compile'],
  reader: ManifestNode,
  isRead: (name: string | null) => boolean,
): string | undefined {
  const { target } = project
  if (parsed.residences.of(reader) !== target) return undefined
  const member = [...parsed.residences.linked().values()].find((one) => {
    const there = relationThere(one, project.root.config.quoting)
    return isRead(renderRelation({ ...there, database: target.database }, parsed.dialect))
  })
  if (member === undefined) return undefined
  const selector =
    member.resourceType === 'source' ? `source:${member.sourceName}.${member.name}` : member.name
  const lives = residence(target, member).name
  return `it lives on the server of the target '${lives}' and is not linked to this one yet: tdbt link --select ${selector}`
}

function placeOf({ shownPath: file, entry }: SourceDefinition, texts: (file: string) => string | undefined) {
  const text = texts(file)
  return text === undefined ? { file } : locateYaml(text, file, entry)
}
