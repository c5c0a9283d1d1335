import { locateYaml, yamlRange } from '../project/yaml.js'
import type { Draft } from './draft.js'
import { parseText } from './parse-node.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'

/** Snapshots that are written in YAML alone: all rows of the `relation` that an entry names. */
export function parseYamlSnapshots(
  state: ParseState,
  properties: readonly PropertyEntry[],
): readonly Draft[] {
  return properties.flatMap((property) => {
    const { section, raw } = property
    if (section !== 'snapshots' || raw.relation === undefined) return []
    return state.errors.attempt(() => snapshotOf(state, property)) ?? []
  })
}

function snapshotOf(state: ParseState, property: PropertyEntry): Draft {
  const { file, name, error } = property
  const { relation } = property.raw
  if (typeof relation !== 'string' || !/^\s*(ref|source)\s*\(.*\)\s*$/s.test(relation)) {
    throw error(
      'snapshot-not-valid',
      `the relation of the snapshot '${name}' must be a ref or a source`,
      ['relation'],
      "write relation: ref('model'), or relation: source('source', 'table')",
    )
  }
  const at = property.at(['relation'])
  const { line = 1, column = 1 } = locateYaml(file.text, file.shownPath, at)
  const origin = { line, column, offset: yamlRange(file.text, at)?.start ?? 0 }
  const folders = file.path.split('/').slice(0, -1)
  const draft = parseText(state, {
    resourceType: 'snapshot',
    name,
    packageName: file.packageName,
    path: `${file.path}/${name}.sql`,
    originalFilePath: file.originalFilePath,
    shownPath: file.shownPath,
    fqn: [file.packageName, ...folders, name],
    rawCode: `select * from {{ ${relation} }}`,
    origin,
    checksum: file.checksum,
    rootPath: null,
  })
  // dbt takes what is named from the text alone: a macro over ref or source is not asked.
  const { refs, sources } = draft.findings
  if (refs.length + sources.length === 1) return draft
  throw error('snapshot-not-valid', `the relation of the snapshot '${name}' must be one ref or one source`, [
    'relation',
  ])
}
