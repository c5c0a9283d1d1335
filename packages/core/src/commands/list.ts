import type { Invocation } from '../invocation/invocation.js'
import { dbtExposure, dbtNode, dbtSource } from '../manifest/dbt-shape.js'
import { type GraphMember, graphMember } from '../manifest/manifest.js'
import { load } from './load.js'
import { selectNodes } from './selection.js'
import type { Services } from './services.js'

export interface ListOptions {
  readonly output: 'selector' | 'name' | 'path' | 'json'
  readonly outputKeys: readonly string[]
}

/** dbt's default keys of `ls --output json`. */
const defaultKeys = [
  'alias',
  'name',
  'package_name',
  'depends_on',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
]

const listed = ['model', 'seed', 'snapshot', 'test', 'source', 'exposure']

/** `tdbt ls`: one line for each selected resource. */
export async function list(
  invocation: Invocation,
  services: Services,
  options: ListOptions,
): Promise<readonly string[]> {
  const loaded = await load(invocation, services)
  const ids = selectNodes(invocation, loaded, {
    allowedTypes: [...listed, 'analysis'],
    defaultTypes: listed,
    includeEmpty: true,
  })
  const members = ids.flatMap((id) => graphMember(loaded.parsed.manifest, id) ?? [])
  return members.map((member) => line(member, options)).sort()
}

function line(member: GraphMember, options: ListOptions): string {
  switch (options.output) {
    case 'name':
      return member.resourceType === 'source' ? `${member.sourceName}.${member.name}` : member.name
    case 'path':
      return member.originalFilePath
    case 'json':
      return jsonLine(member, options.outputKeys.length > 0 ? options.outputKeys : defaultKeys)
    case 'selector':
      return selector(member)
    default:
      return options.output satisfies never
  }
}

function selector(member: GraphMember): string {
  if (member.resourceType === 'source')
    return `source:${member.packageName}.${member.sourceName}.${member.name}`
  if (member.resourceType === 'exposure') return `exposure:${member.packageName}.${member.name}`
  return member.fqn.join('.')
}

function jsonLine(member: GraphMember, keys: readonly string[]): string {
  const shape =
    member.resourceType === 'source'
      ? dbtSource(member)
      : member.resourceType === 'exposure'
        ? dbtExposure(member)
        : dbtNode(member)
  return JSON.stringify(
    Object.fromEntries(keys.filter((key) => key in shape).map((key) => [key, shape[key]])),
  )
}
