import { posix } from 'node:path'
import { fromJs, type Globals, type MappedText, type MaybePromise } from '@tdbt/jinja'
import { ephemeralPrefix } from '../context/relation-value.js'
import { createRuntimeContext, type ResultStore, type RuntimeScope } from '../context/runtime-context.js'
import type { TemplateContext } from '../context/scope.js'
import type { SeedLoader } from '../context/seed-loader.js'
import { renderTestKwargs, testKwargsName } from '../context/test-kwargs.js'
import type { CompiledCode } from '../invocation/events.js'
import { warn } from '../invocation/warn.js'
import { dbtNode } from '../manifest/dbt-shape.js'
import type { ManifestNode } from '../manifest/node.js'
import { hookOrigin, hooksOf } from '../parse/hook-origin.js'
import { placedAt } from '../parse/template-error.js'
import { noFile } from '../project/shown-path.js'
import type { Session } from '../session/session.js'
import type { CompileState } from './compile-state.js'
import { EphemeralError } from './ephemeral-error.js'
import { type Cte, injectCtes } from './inject-ctes.js'
import { nodeConfigOrigin } from './node-config-origin.js'

/** The SQL of a node, and the way back from it to the files that it comes from. */
export interface CompiledNode {
  readonly node: ManifestNode
  readonly code: CompiledCode
  readonly segments: readonly Segment[]
}

/** A part of the compiled text that a template has written. */
export interface Segment {
  /** Offsets in the compiled text. */
  readonly start: number
  readonly end: number
  /** What stands at `start` in the text of `map`. */
  readonly offset: number
  readonly map: MappedText
  readonly file: string
}

/** Compiles a node with a session at hand, for templates that run queries. */
export async function compileNode(
  state: CompileState,
  session: Session,
  node: ManifestNode,
): Promise<CompiledNode> {
  const ephemerals = new Set<string>()
  const context = nodeContext(state, session, node, { ephemerals })
  const macros = new Set<string>()
  const names = context.recording(({ uniqueId }) => macros.add(uniqueId))
  const map = await renderNode(state, node, context, names)
  const ctes = [...(await ephemeralCtes(state, session, ephemerals, new Map())).values()]
  const { sql, from, by, starts } = injectCtes(map.text, ctes)
  const file = node.shownPath
  return {
    node,
    code: {
      code: sql,
      path: node.resourceType === 'snapshot' ? null : compiledPath(state, node, 'compiled'),
      extraCtes: ctes.map((cte) => ({ id: cte.id, sql: cte.sql })),
      macros: [...macros],
    },
    segments: [
      { start: 0, end: from, offset: 0, map, file },
      { start: from + by, end: sql.length, offset: from, map, file },
      ...ctes.map((cte, index) => {
        const start = (starts[index] ?? 0) + cte.sql.indexOf(cte.map.text)
        return { start, end: start + cte.map.text.length, offset: 0, map: cte.map, file: cte.file }
      }),
    ],
  }
}

/** The names that a node's template and its materialization see. */
export function nodeContext(
  state: CompileState,
  session: Session,
  node: ManifestNode,
  options: {
    readonly ephemerals?: Set<string> | null
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
    configOrigin: (key) => nodeConfigOrigin(state, node, key),
    warn: (...warned) => warn(state.invocation, ...warned),
    manifest: state.parsed.manifest,
    refs: state.parsed.refs,
    vars: state.varsFor(node.packageName),
    node,
    model: () => fromJs(dbtNode(node, { compiled: options.compiled ?? null })),
    results: options.results ?? noResults,
    write: options.write ?? (() => undefined),
    ephemerals: options.ephemerals === undefined ? new Set() : options.ephemerals,
    graph: state.graph,
    selectedResources: state.selectedResources,
    renderText: (text, context) => renderText(state, node, text, context),
  }
  return createRuntimeContext(scope)
}

/** Renders a hook, or any text that a template asks for. */
function renderText(
  state: CompileState,
  node: ManifestNode,
  text: string,
  context: TemplateContext,
): MaybePromise<string> {
  const hook = hooksOf(node.config).find(({ sql }) => sql === text)
  const keep = (rendered: string): string => {
    if (hook) state.renderedHooks.set(hook, rendered)
    return rendered
  }
  const fail = (error: unknown): never => {
    throw hook ? placedAt(state.wrap(error), hookOrigin(state, node, hook) ?? {}) : error
  }
  try {
    const rendered = state.parsed.environment.parse(text, noFile).render(context)
    return rendered instanceof Promise ? rendered.then(keep, fail) : keep(rendered)
  } catch (error) {
    return fail(error)
  }
}

/** @param names what the node's own text sees: the context, or one that tells what is asked of it */
async function renderNode(
  state: CompileState,
  node: ManifestNode,
  context: TemplateContext,
  names: Globals = context,
): Promise<MappedText> {
  if (node.template === null) return { text: '', spans: [] }
  try {
    if (node.test !== null) {
      const kwargs = await renderTestKwargs(node.test.metadata.kwargs, names)
      context.set(testKwargsName, kwargs)
    }
    return await node.template.renderMapped(names)
  } catch (error) {
    throw state.wrap(error)
  }
}

interface EphemeralCte extends Cte {
  readonly map: MappedText
  readonly file: string
}

/** The CTEs for ephemeral models by id, each after those that it reads itself, each once. */
async function ephemeralCtes(
  state: CompileState,
  session: Session,
  ids: ReadonlySet<string>,
  done: Map<string, EphemeralCte>,
): Promise<ReadonlyMap<string, EphemeralCte>> {
  for (const id of ids) {
    const node = state.parsed.manifest.nodes.get(id)
    if (done.has(id) || node === undefined) continue
    const inner = new Set<string>()
    const map = await renderNode(state, node, nodeContext(state, session, node, { ephemerals: inner })).catch(
      (error: unknown) => {
        throw new EphemeralError(node, error)
      },
    )
    await ephemeralCtes(state, session, inner, done)
    const sql = ` ${ephemeralPrefix}${node.alias} as (\n${map.text}\n)`
    done.set(id, { id, sql, map, file: node.shownPath })
  }
  return done
}

/** dbt's place of a node's compiled and run files, relative to the target folder's parent. */
export function compiledPath(state: CompileState, node: ManifestNode, kind: 'compiled' | 'run'): string {
  const original = node.originalFilePath
  // Of the nodes that stand together in one file each has a file of its own.
  const isFile = posix.basename(node.path) === posix.basename(original)
  const inPackage = isFile ? original : `${original}/${node.path}`
  return `${state.targetPath}/${kind}/${node.packageName}/${inPackage}`
}
