import { fromJs, type MappedText } from '@tdbt/jinja'
import { createRuntimeContext, type ResultStore, type RuntimeScope } from '../context/runtime-context.js'
import type { TemplateContext } from '../context/scope.js'
import type { SeedLoader } from '../context/seed-loader.js'
import { renderTestKwargs, testKwargsName } from '../context/test-kwargs.js'
import type { CompiledCode } from '../manifest/dbt-shape.js'
import { dbtNode } from '../manifest/dbt-shape.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Session } from '../session/session.js'
import type { CompileState } from './compile-state.js'
import { injectCtes } from './inject-ctes.js'

/** The SQL of a node, and the way back from it to the node's file. */
export interface CompiledNode {
  readonly node: ManifestNode
  readonly code: CompiledCode
  /** From offsets in the node's own text (before CTEs were put in) to its template. */
  readonly map: MappedText
  /** From which offset on the node's own text was moved by CTEs put into it, and how far. */
  readonly shift: { readonly from: number; readonly by: number }
}

/** Compiles a node with a session at hand, for templates that run queries. */
export async function compileNode(
  state: CompileState,
  session: Session,
  node: ManifestNode,
): Promise<CompiledNode> {
  const ephemerals = new Set<string>()
  const context = nodeContext(state, session, node, { ephemerals })
  const map = await renderNode(state, node, context)
  const ctes = await ephemeralCtes(state, session, ephemerals, new Map())
  const injected = injectCtes(map.text, ctes)
  return {
    node,
    map,
    shift: injected.shift,
    code: { code: injected.sql, path: compiledPath(state, node, 'compiled'), extraCtes: ctes },
  }
}

/** The names that a node's template and its materialization see. */
export function nodeContext(
  state: CompileState,
  session: Session,
  node: ManifestNode,
  options: {
    readonly ephemerals?: Set<string>
    readonly results?: ResultStore
    readonly seedLoader?: SeedLoader
    readonly compiled?: CompiledCode
    readonly write?: (payload: string) => void
  },
): TemplateContext {
  const noResults: ResultStore = new Map()
  const scope: Omit<RuntimeScope, 'context'> = {
    invocation: state.invocation,
    project: state.project,
    registry: state.parsed.registry,
    packageName: node.packageName,
    session,
    seedLoader: options.seedLoader ?? null,
    warn: (message) => state.invocation.emit({ name: 'Warning', message }),
    manifest: state.parsed.manifest,
    refs: state.parsed.refs,
    vars: state.varsFor(node.packageName),
    node,
    model: () => fromJs(dbtNode(node, options.compiled)),
    results: options.results ?? noResults,
    write: options.write ?? (() => undefined),
    ephemerals: options.ephemerals ?? new Set(),
    graph: state.graph,
    selectedResources: state.selectedResources,
    renderText: (text, context) =>
      state.parsed.environment.parse(text, node.originalFilePath).render(context),
  }
  return createRuntimeContext(scope)
}

async function renderNode(
  state: CompileState,
  node: ManifestNode,
  context: TemplateContext,
): Promise<MappedText> {
  if (node.template === null) return { text: '', spans: [] }
  try {
    if (node.test !== null) {
      const kwargs = await renderTestKwargs(
        state.parsed.environment,
        node.test.metadata.kwargs,
        node.name,
        context,
      )
      context.set(testKwargsName, kwargs)
    }
    return await node.template.renderMapped(context)
  } catch (error) {
    throw state.wrap(error)
  }
}

/** The CTEs for ephemeral models, each after those that it reads itself, each once. */
async function ephemeralCtes(
  state: CompileState,
  session: Session,
  ids: ReadonlySet<string>,
  done: Map<string, { readonly id: string; readonly sql: string }>,
): Promise<readonly { readonly id: string; readonly sql: string }[]> {
  for (const id of ids) {
    if (done.has(id)) continue
    const node = state.parsed.manifest.nodes.get(id)
    if (node === undefined) continue
    const inner = new Set<string>()
    const rendered = await renderNode(state, node, nodeContext(state, session, node, { ephemerals: inner }))
    await ephemeralCtes(state, session, inner, done)
    done.set(id, { id, sql: ` __dbt__cte__${node.name} as (\n${rendered.text}\n)` })
  }
  return [...done.values()]
}

/** dbt's place of a node's compiled and run files, relative to the target folder's parent. */
export function compiledPath(state: CompileState, node: ManifestNode, kind: 'compiled' | 'run'): string {
  const original = node.originalFilePath.replace(/^\.\//, '')
  const inPackage =
    node.test !== null || node.resourceType === 'operation' ? `${original}/${node.path}` : original
  return `${state.targetPath}/${kind}/${node.packageName}/${inPackage}`
}
