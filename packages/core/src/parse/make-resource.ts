import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'

/** What differs between the resources that stand in properties files alone. */
type Own = Pick<YamlResource, 'resourceType' | 'name' | 'fqn' | 'config' | 'shape'> &
  Partial<Pick<YamlResource, 'uniqueId' | 'tags' | 'group' | 'refs'>>

/** A resource of a properties file, with its place; what it depends on is found when all files are read. */
export function makeResource(state: ParseState, property: PropertyEntry, own: Own): YamlResource {
  const { file } = property
  const { resourceType, name, config } = own
  return {
    uniqueId: `${resourceType}.${file.packageName}.${name}`,
    packageName: file.packageName,
    version: null,
    path: file.path,
    originalFilePath: file.originalFilePath,
    shownPath: file.shownPath,
    entry: property.at(),
    tags: [],
    group: (config.group as string | null | undefined) ?? null,
    refs: [],
    dependsOn: { macros: [], nodes: [] },
    createdAt: state.createdAt,
    ...own,
  }
}

/** dbt's fqn of what stands in a properties file: its package, the folders of the file and its name. */
export function fqnOf({ file }: PropertyEntry, name: string): readonly string[] {
  return [file.packageName, ...file.path.split('/').slice(0, -1), name]
}
