import type { StatementError } from '@tdbt/adapter-api'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import { showPlace } from '../project/text-place.js'
import { locateYaml } from '../project/yaml.js'
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

function placeOf({ shownPath: file, entry }: SourceDefinition, texts: (file: string) => string | undefined) {
  const text = texts(file)
  return text === undefined ? { file } : locateYaml(text, file, entry)
}
