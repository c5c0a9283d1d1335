import { join } from 'node:path'
import { createRelation, TdbtError } from '@tdbt/adapter-api'
import { callValue, str, type Value } from '@tdbt/jinja'
import { type CatalogRow, catalogJson } from '../artifacts/catalog-json.js'
import { nodeContext } from '../compile/compile-node.js'
import { type CompileState, createCompileState } from '../compile/compile-state.js'
import { AgateTable } from '../context/agate-table.js'
import { informationSchema, RelationValue } from '../context/relation-value.js'
import type { Invocation } from '../invocation/invocation.js'
import type { ManifestNode } from '../manifest/node.js'
import { residence } from '../manifest/residence.js'
import { parseInline } from '../parse/parse-inline.js'
import { isInterruption } from '../run/interruption.js'
import { asUserError } from '../run/user-error.js'
import type { Session } from '../session/session.js'
import { compilableTypes, compileSelected } from './compile.js'
import { type Loaded, load } from './load.js'
import { selectNodes } from './selection.js'
import type { CommandOutcome, Services } from './services.js'
import { withSessions } from './with-servers.js'

export interface DocsOptions {
  /** Whether nodes are compiled first; else all of them are in the catalog, whatever is selected (dbt's rule). */
  readonly compile: boolean
  readonly emptyCatalog: boolean
}

/** Where a relation is that the catalog tells of. */
interface CatalogPlace {
  readonly database: string
  readonly schema: string
  readonly identifier: string
}

interface CatalogRead {
  readonly rows: readonly CatalogRow[]
  readonly errors: readonly string[]
}

/** dbt asks for more relations than this by their schemas. */
const mostRelations = 100

/** `tdbt docs generate`: compiles, and writes the catalog of what the project has in the database. */
export async function generateDocs(
  invocation: Invocation,
  services: Services,
  { compile, emptyCatalog }: DocsOptions,
): Promise<CommandOutcome> {
  const loaded = await load(invocation, services)
  const { manifest } = loaded.parsed
  const ids = compile
    ? selectNodes(invocation, loaded, { allowedTypes: [...compilableTypes, 'source'] })
    : null
  if (ids !== null) {
    const nodes = ids.filter((id) => manifest.nodes.has(id))
    await compileSelected(invocation, services, loaded, nodes, false)
  }
  const selected = ids === null ? null : new Set(ids)
  const { rows, errors } = emptyCatalog
    ? { rows: [], errors: [] }
    : await readCatalog(invocation, services, loaded, selected)
  loaded.files.writeArtifact('catalog.json', [catalogJson(invocation, manifest, rows, selected, errors)])
  if (errors.length > 0) invocation.emit({ name: 'WriteCatalogFailure', errors })
  invocation.emit({ name: 'CatalogWritten', path: join(loaded.project.targetDir, 'catalog.json') })
  return { success: errors.length === 0, results: [] }
}

/** What the servers say of the project's relations. What one database refuses keeps none of the others back. */
async function readCatalog(
  invocation: Invocation,
  services: Services,
  loaded: Loaded,
  selected: ReadonlySet<string> | null,
): Promise<CatalogRead> {
  invocation.emit({ name: 'BuildingCatalog' })
  const { target } = loaded.project
  const places = catalogPlaces(loaded, selected)
  const bySchema = selected === null || places.length > mostRelations
  const databases = new Map<string, CatalogPlace[]>()
  for (const place of places) {
    const key = JSON.stringify([residence(target, place).name, place.database])
    databases.set(key, [...(databases.get(key) ?? []), place])
  }
  const state = createCompileState(invocation, loaded.project, loaded.parsed, [...(selected ?? [])])
  const node = parseInline(invocation, loaded.project, loaded.parsed, loaded.parsed.dialect, '')
  const ingestedTables = () => services.ingestedTables(loaded.project.root.root)
  return withSessions(invocation, services, target, async (servers, sessionOn) => {
    const rows: CatalogRow[] = []
    const errors: string[] = []
    for (const group of databases.values()) {
      const [first] = group
      if (first === undefined) continue
      const session = await sessionOn(servers.of(residence(target, first)))
      try {
        rows.push(...(await askDatabase(state, session, node, group, bySchema)))
      } catch (error) {
        if (isInterruption(invocation.signal, error)) throw error
        const shown = await asUserError({ compile: state, ingestedTables }, node, undefined, error)
        errors.push(shown.message)
        await session.connection.rollback()
      }
    }
    return { rows, errors }
  })
}

/** Sources, and nodes that become relations. */
function catalogPlaces({ parsed }: Loaded, selected: ReadonlySet<string> | null): readonly CatalogPlace[] {
  const { nodes, sources } = parsed.manifest
  const relational = [...nodes.values()].filter(
    ({ resourceType, config }) =>
      ['model', 'seed', 'snapshot'].includes(resourceType) && config.materialized !== 'ephemeral',
  )
  return [...relational.map((node) => ({ ...node, identifier: node.alias })), ...sources.values()].flatMap(
    ({ uniqueId, database, schema, identifier }) =>
      selected === null || selected.has(uniqueId) ? [{ database, schema, identifier }] : [],
  )
}

/** By the macros that a project or a package may have replaced. */
async function askDatabase(
  state: CompileState,
  session: Session,
  node: ManifestNode,
  places: readonly CatalogPlace[],
  bySchema: boolean,
): Promise<readonly CatalogRow[]> {
  const { project } = state
  const { dialect } = session.adapter
  const relations = places.map(
    (place) => new RelationValue(createRelation(place, { quote: project.root.config.quoting }), dialect),
  )
  const [first] = relations
  if (first === undefined) return []
  const schemas = [...new Set(places.map(({ schema }) => schema.toLowerCase()))]
  const [name, what]: [string, Value] = bySchema
    ? ['get_catalog', schemas]
    : ['get_catalog_relations', relations]
  const context = nodeContext(state, session, node, {})
  const macro = context.macro(name)
  if (macro === undefined) throw new TdbtError('macro-not-found', `the macro '${name}' was not found`)
  const table = await callValue(context.callable(macro), [informationSchema(first, null), what])
  if (!(table instanceof AgateTable))
    throw new TdbtError('jinja-runtime', `the macro '${name}' returned no table`)
  return table.rows.map(
    (row) => new Map(table.columns.map(({ name: column }, at) => [column, cell(row[at])])),
  )
}

function cell(value: Value | undefined): string | number | null {
  if (value === undefined || value === null) return null
  return typeof value === 'number' ? value : str(value)
}
