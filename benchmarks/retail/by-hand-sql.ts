import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** What is read of a node of `manifest.json` as `compile` leaves it. */
interface CompiledNode {
  readonly unique_id: string
  readonly resource_type: string
  readonly relation_name: string | null
  readonly schema: string
  readonly alias: string
  readonly original_file_path: string
  readonly compiled_code?: string | null
  readonly config: {
    readonly unique_key?: string
    readonly column_types?: Readonly<Record<string, string>>
  }
  readonly depends_on: { readonly nodes?: readonly string[] }
}

/**
 * The whole project as one script for psql: the SQL that a full build sends, in an order that its references allow,
 * and nothing around it. The floor that a build is measured against. It comes from the compiled project, so that it
 * cannot drift from the models; compile with `--full-refresh` into an empty database, or the incremental models
 * are written for their second run.
 *
 * @throws Error where a node was not compiled, or has a kind that this does not know how to write by hand.
 */
export function byHandSql(projectDir: string, manifestPath: string): string {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as { nodes: Record<string, CompiledNode> }
  const nodes = inDependencyOrder(manifest.nodes)
  const schemas = new Set(
    nodes
      .filter((node) => node.resource_type !== 'test')
      .map((node) => `create schema if not exists ${node.schema};`),
  )
  return [
    '\\set ON_ERROR_STOP on',
    'set client_min_messages = warning;',
    ...schemas,
    ...nodes.map((node) => statementOf(node, projectDir)),
    '',
  ].join('\n')
}

function inDependencyOrder(nodes: Readonly<Record<string, CompiledNode>>): CompiledNode[] {
  const ordered = new Map<string, CompiledNode>()
  const visit = (node: CompiledNode): void => {
    if (ordered.has(node.unique_id)) return
    for (const parent of node.depends_on.nodes ?? []) if (nodes[parent]) visit(nodes[parent])
    ordered.set(node.unique_id, node)
  }
  for (const node of Object.values(nodes)) visit(node)
  return [...ordered.values()]
}

function statementOf(node: CompiledNode, projectDir: string): string {
  switch (node.resource_type) {
    case 'seed':
      return seedOf(node, resolve(projectDir, node.original_file_path))
    case 'model':
      return createTable(node, compiledCode(node))
    case 'snapshot':
      return createTable(node, firstSnapshot(node))
    case 'test':
      return `select count(*) as failures from (\n${compiledCode(node)}\n) as test;`
    default:
      throw new Error(`${node.unique_id}: no way to write a ${node.resource_type} by hand`)
  }
}

function createTable(node: CompiledNode, select: string): string {
  return `drop table if exists ${node.relation_name};\ncreate table ${node.relation_name} as (\n${select}\n);`
}

function seedOf(node: CompiledNode, csvPath: string): string {
  const [header = ''] = readFileSync(csvPath, 'utf8').split(/\r?\n/, 1)
  const columns = header
    .split(',')
    .map((column) => `${column} ${node.config.column_types?.[column] ?? 'text'}`)
  return [
    `drop table if exists ${node.relation_name};`,
    `create table ${node.relation_name} (${columns.join(', ')});`,
    // psql's own command knows no database before the schema.
    `\\copy ${node.schema}.${node.alias} from '${csvPath.replaceAll("'", "''")}' csv header`,
  ].join('\n')
}

// What a snapshot writes when it finds no table yet.
function firstSnapshot(node: CompiledNode): string {
  return `select
    *,
    md5(coalesce(cast(${node.config.unique_key} as varchar), '') || '|'
        || coalesce(cast(now()::timestamp as varchar), '')) as dbt_scd_id,
    now()::timestamp as dbt_updated_at,
    now()::timestamp as dbt_valid_from,
    cast(null as timestamp) as dbt_valid_to
from (\n${compiledCode(node)}\n) as snapshot_query`
}

function compiledCode(node: CompiledNode): string {
  if (typeof node.compiled_code !== 'string') throw new Error(`${node.unique_id} is not compiled`)
  // A comment in the last line must not swallow the bracket that follows.
  return node.compiled_code.replace(/\s*;?\s*$/, '')
}
