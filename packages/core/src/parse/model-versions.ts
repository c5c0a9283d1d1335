import { nearest } from '@tdbt/adapter-api'
import { Float } from '@tdbt/jinja'
import { asText, emptyObject } from '../json.js'
import { isBefore, sameVersion, versionName, versionText } from '../manifest/model-version.js'
import type { NodeVersion } from '../manifest/node.js'
import { besideConfig } from './config-layers.js'

import type { Draft } from './draft.js'
import type { ErrorCollector } from './parse-errors.js'
import { type Entry, isEntry, type PropertyEntry } from './read-properties.js'

type Path = readonly (string | number)[]

/** Models with versions as one entry for each version, which has what is said of the model and of the version. */
export function expandVersions(
  properties: readonly PropertyEntry[],
  errors: ErrorCollector,
): readonly PropertyEntry[] {
  return properties.flatMap((property) => {
    const { section, entry } = property
    if (section !== 'models' || entry.versions === undefined || entry.versions === null) return [property]
    const versions = errors.attempt(() => versionsOf(property))
    if (versions === undefined) return []
    return versions.length === 0 ? [property] : versions
  })
}

interface Version extends Entry {
  readonly v: NodeVersion
}

function versionsOf(property: PropertyEntry): readonly PropertyEntry[] {
  const { entry, name, error } = property
  const { versions } = entry
  if (!Array.isArray(versions)) throw error('versions-not-valid', "'versions' must be a list", ['versions'])
  const read: Version[] = []
  versions.forEach((version: unknown, index) => {
    const at = ['versions', index]
    if (!isEntry(version) || !isVersion(version.v)) {
      throw error('versions-not-valid', "a version is a mapping with 'v', its number or name", at)
    }
    if (read.some(({ v }) => versionText(v) === versionText(version.v as NodeVersion))) {
      throw error(
        'versions-not-valid',
        `the version '${versionText(version.v)}' of '${name}' is there twice`,
        [...at, 'v'],
      )
    }
    read.push(version as Version)
  })
  if (read.length === 0) return []
  const latest = latestOf(property, read)
  return read.map((version, index) => ofVersion(property, version, index, latest))
}

function latestOf({ entry, name, error }: PropertyEntry, versions: readonly Version[]): NodeVersion {
  const { latest_version: latest } = entry
  if (latest === undefined || latest === null || latest === 0 || latest === '')
    return versions.map(({ v }) => v).reduce((one, other) => (isBefore(one, other) ? other : one))
  const known = versions.map(({ v }) => v)
  if (isVersion(latest) && known.some((v) => sameVersion(v, latest))) return latest
  throw error(
    'versions-not-valid',
    `latest_version of '${name}' is none of its versions: ${known.map(versionText).join(', ')}`,
    ['latest_version'],
    nearest(asText(latest), known.map(versionText)),
  )
}

function ofVersion(
  property: PropertyEntry,
  version: Version,
  index: number,
  latest: NodeVersion,
): PropertyEntry {
  const { entry, error } = property
  const inVersion = ['versions', index]
  const columns = columnsOf(property, version, inVersion)
  const merged: Record<string, unknown> = Object.assign(emptyObject(), entry)
  /** Where the keys that the version gives stand in the model's entry. */
  const given = new Map<string, Path>()
  const take = (key: string, from = key): void => {
    merged[key] = version[from]
    given.set(key, [...inVersion, from])
  }
  if (isSet(version.description)) take('description')
  if (Array.isArray(version.constraints) && version.constraints.length > 0) take('constraints')
  merged.config = deepMerge(configOf(entry), version.config)
  for (const key of besideConfig) delete merged[key]
  merged.columns = columns.map(({ column }) => column)
  // Of an older spelling dbt sees what is not empty alone.
  if (Array.isArray(version.tests) && version.tests.length > 0) {
    if (version.data_tests !== undefined) {
      throw error('test-not-valid', "'tests' is the older name of 'data_tests': both can not be there", [
        ...inVersion,
        'tests',
      ])
    }
    take('data_tests', 'tests')
    delete merged.tests
  } else if (isSet(version.data_tests) || Array.isArray(version.data_tests)) {
    take('data_tests')
    delete merged.tests
  }
  merged.deprecation_date = version.deprecation_date ?? null
  delete merged.time_spine
  const pathOf = (path: Path): Path => {
    const [key, position, ...rest] = path
    if (key === undefined) return inVersion
    if (key === 'columns' && typeof position === 'number')
      return [...(columns[position]?.path ?? path), ...rest]
    if (key === 'config' && position !== undefined && isEntry(version.config) && position in version.config)
      return [...inVersion, ...path]
    const from = given.get(String(key))
    return from === undefined ? path : [...from, ...path.slice(1)]
  }
  const definedIn = isSet(version.defined_in) ? asText(version.defined_in) : null
  return {
    ...property,
    entry: merged,
    raw: merged,
    version: { v: version.v, latest, definedIn },
    at: (path = []) => property.at(pathOf(path)),
    error: (code, message, path = [], hint) => property.error(code, message, pathOf(path), hint),
  }
}

/** What stands beside a model's config is a part of it before a version is looked at. */
function configOf(entry: Entry): Readonly<Record<string, unknown>> {
  const config = Object.assign(emptyObject(), isEntry(entry.config) ? entry.config : {})
  for (const key of besideConfig) {
    if (isSet(entry[key])) config[key] ??= entry[key]
  }
  return config
}

/** The model's columns that the version includes, and its own. */
function columnsOf(
  { entry, name, error }: PropertyEntry,
  version: Version,
  inVersion: Path,
): readonly { readonly column: unknown; readonly path: Path }[] {
  const own: { column: unknown; path: Path }[] = []
  let includes = (_column: string): boolean => true
  let isRestricted = false
  const listed = Array.isArray(version.columns) ? version.columns : []
  listed.forEach((column: unknown, index) => {
    const path = [...inVersion, 'columns', index]
    if (!isEntry(column) || !('include' in column || 'exclude' in column)) {
      own.push({ column, path })
      return
    }
    if (isRestricted) {
      throw error('versions-not-valid', `a version of '${name}' can have one 'include' or 'exclude'`, path)
    }
    isRestricted = true
    const { include, exclude = [] } = column
    const isAll = include === 'all' || include === '*'
    if (!(isAll || Array.isArray(include)) || !Array.isArray(exclude)) {
      throw error(
        'versions-not-valid',
        "'include' must be all or a list of columns, and 'exclude' a list of columns",
        path,
      )
    }
    if (!isAll && exclude.length > 0)
      throw error('versions-not-valid', "'exclude' needs 'include: all' beside it", path)
    includes = (wanted) => (isAll || (include as unknown[]).includes(wanted)) && !exclude.includes(wanted)
  })
  const ofModel = (Array.isArray(entry.columns) ? entry.columns : []).flatMap((column: unknown, index) =>
    isEntry(column) && !includes(asText(column.name)) ? [] : [{ column, path: ['columns', index] as Path }],
  )
  return [...ofModel, ...own]
}

/** dbt's way to join the configs of a version with its model's: mappings key by key, lists one behind the other. */
function deepMerge(
  base: Readonly<Record<string, unknown>>,
  over: unknown,
): Readonly<Record<string, unknown>> {
  const merged = Object.assign(emptyObject(), base)
  for (const [key, value] of Object.entries(isEntry(over) ? over : {})) {
    const known = merged[key]
    if (isEntry(value)) merged[key] = deepMerge(isEntry(known) ? known : {}, value)
    else merged[key] = Array.isArray(value) && Array.isArray(known) ? value.concat(known) : value
  }
  return merged
}

/** The models of a project, those that are versions by the name of their model. */
export function nameVersions(
  drafts: readonly Draft[],
  properties: readonly PropertyEntry[],
): readonly Draft[] {
  const versions = properties.filter(({ version }) => version !== null)
  if (versions.length === 0) return drafts
  const keyOf = (packageName: string, name: string): string => `${packageName} ${name}`
  const models = new Set(
    drafts
      .filter(({ resourceType }) => resourceType === 'model')
      .map(({ packageName, name }) => keyOf(packageName, name)),
  )
  const wanted = new Map<string, PropertyEntry>()
  for (const property of versions) {
    const { file, name, version } = property
    const suffixed = keyOf(file.packageName, fileOfVersion(property))
    const unversioned = keyOf(file.packageName, name)
    if (models.has(suffixed)) wanted.set(suffixed, property)
    else if (sameVersion(version!.v, version!.latest) && models.has(unversioned))
      wanted.set(unversioned, property)
  }
  return drafts.map((draft) => {
    const property = wanted.get(keyOf(draft.packageName, draft.name))
    if (draft.resourceType !== 'model' || property === undefined) return draft
    const { name } = property
    const version = property.version!
    const suffix = versionName(version.v)
    return {
      ...draft,
      uniqueId: `model.${draft.packageName}.${name}.${suffix}`,
      name,
      fqn: [...draft.fqn.slice(0, -1), name, suffix],
      version,
    }
  })
}

/** The name of the file that a version stands in, without its ending. */
export function fileOfVersion({ name, version }: PropertyEntry): string {
  return version === null ? name : (version.definedIn ?? `${name}_${versionName(version.v)}`)
}

function isVersion(value: unknown): value is NodeVersion {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Float
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
