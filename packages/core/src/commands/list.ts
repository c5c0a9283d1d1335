import { TdbtError } from '@tdbt/adapter-api'
import { pythonJson } from '../context/python-json.js'
import type { Invocation } from '../invocation/invocation.js'
import { isMapping, type Json } from '../json.js'
import { dbtMember } from '../manifest/dbt-shape.js'
import { type GraphMember, graphMember, isNode } from '../manifest/manifest.js'
import { versionName } from '../manifest/model-version.js'
import { foundStats } from './found-stats.js'
import { type Loaded, load, writeManifest } from './load.js'
import { selectNodes } from './selection.js'
import type { Services } from './services.js'

export interface ListOptions {
  readonly output: 'selector' | 'name' | 'path' | 'json'
  readonly outputKeys: readonly string[]
}

/** dbt's default keys of `ls --output json`, which come in the order of the manifest. */
const defaultKeys = new Set([
  'name',
  'resource_type',
  'package_name',
  'original_file_path',
  'unique_id',
  'alias',
  'source_name',
  'config',
  'tags',
  'depends_on',
])

const listed = [
  'model',
  'seed',
  'snapshot',
  'test',
  'source',
  'exposure',
  'metric',
  'saved_query',
  'semantic_model',
  'unit_test',
]

/** `tdbt ls`: one line for each selected resource. */
export async function list(
  invocation: Invocation,
  services: Services,
  options: ListOptions,
): Promise<readonly string[]> {
  const loaded = await load(invocation, services)
  invocation.emit({ name: 'FoundStats', stats: foundStats(loaded.parsed.manifest) })
  writeWherePossible(invocation, loaded)
  const ids = selectNodes(invocation, loaded, {
    allowedTypes: [...listed, 'analysis'],
    defaultTypes: listed,
    includeEmpty: true,
  })
  const members = [...ids].sort().flatMap((id) => graphMember(loaded.parsed.manifest, id) ?? [])
  return members.map((member) => line(member, options))
}

/** What is listed needs no file: a project that can only be read is listed all the same. */
function writeWherePossible(invocation: Invocation, loaded: Loaded): void {
  try {
    writeManifest(invocation, loaded)
  } catch (error) {
    if (!(error instanceof TdbtError) || error.code !== 'target-not-writable') throw error
    const message = `no manifest.json is written: ${error.message}`
    invocation.emit({ name: 'Warning', warning: null, message, place: null })
  }
}

function line(member: GraphMember, options: ListOptions): string {
  switch (options.output) {
    case 'name':
      return searchName(member)
    case 'path':
      return member.originalFilePath
    case 'json':
      return jsonLine(member, options.outputKeys)
    case 'selector':
      return selector(member)
    default:
      return options.output satisfies never
  }
}

function searchName(member: GraphMember): string {
  if (member.resourceType === 'source') return `${member.sourceName}.${member.name}`
  const version = 'model' in member ? member.model?.version : null
  return version ? `${member.name}.${versionName(version.v)}` : member.name
}

function selector(member: GraphMember): string {
  if (member.resourceType === 'source')
    return `source:${member.packageName}.${member.sourceName}.${member.name}`
  if (isNode(member)) return member.fqn.join('.')
  const version = 'version' in member && member.version !== null ? `_${versionName(member.version)}` : ''
  return `${member.resourceType}:${member.packageName}.${member.name}${version}`
}

function jsonLine(member: GraphMember, keys: readonly string[]): string {
  const shape = dbtMember(member)
  const asked = keys.length > 0 ? keys : Object.keys(shape).filter((key) => defaultKeys.has(key))
  const values = asked.flatMap((key) => {
    const value = key.includes('.') ? (nested(shape, key.split('.')) ?? undefined) : shape[key]
    return value === undefined ? [] : [[key, value] as const]
  })
  return pythonJson(Object.fromEntries(values))
}

/** `config.materialized` */
function nested(shape: Json, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = shape
  for (const key of keys) value = isMapping(value) ? (value[key] as Json | undefined) : undefined
  return value
}
