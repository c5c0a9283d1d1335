import { fromJs, type Value } from '@tdbt/jinja'
import type { Vars } from '../context/var-function.js'
import type { Invocation } from '../invocation/invocation.js'
import { dbtExposure, dbtGroup, dbtNode, dbtResource, dbtSource } from '../manifest/dbt-shape.js'
import type { Manifest } from '../manifest/manifest.js'
import type { Hook } from '../manifest/node.js'
import type { YamlResourceType } from '../manifest/yaml-resource.js'
import type { Parsed } from '../parse/parse-project.js'
import { varsByPackage } from '../parse/parse-state.js'
import { templateError } from '../parse/template-error.js'
import type { Project } from '../project/project.js'

/** What compiling all nodes of a command shares. */
export interface CompileState {
  readonly invocation: Invocation
  readonly project: Project
  readonly parsed: Parsed
  readonly varsFor: (packageName: string) => Vars
  readonly graph: () => Value
  readonly selectedResources: readonly string[]
  /** The target folder as paths in artifacts show it. */
  readonly targetPath: string
  /** What hooks of nodes were rendered to, to know one by the statement that failed. */
  readonly renderedHooks: WeakMap<Hook, string>
  /** The text of a file of the project by the path that messages show. */
  readonly texts: Parsed['sourceText']
  /** An error of a template as the user's, with its place. */
  readonly wrap: (error: unknown) => unknown
}

export function createCompileState(
  invocation: Invocation,
  project: Project,
  parsed: Parsed,
  selectedResources: readonly string[],
): CompileState {
  let graph: Value | undefined
  return {
    invocation,
    project,
    parsed,
    selectedResources,
    varsFor: varsByPackage(invocation, project),
    graph: () => {
      graph ??= fromJs(graphShape(parsed.manifest))
      return graph
    },
    targetPath: invocation.flags.targetPath ?? project.root.config.targetPath,
    renderedHooks: new WeakMap(),
    texts: parsed.sourceText,
    wrap: (error) => templateError(error, parsed.sourceText),
  }
}

/** dbt's `graph`: the nodes that are not tests' own business included, everything by unique id. */
function graphShape(manifest: Manifest): Record<string, unknown> {
  const ofType = (type: YamlResourceType): Record<string, unknown> =>
    Object.fromEntries(
      [...manifest.resources].flatMap(([id, resource]) =>
        resource.resourceType === type ? [[id, dbtResource(resource)]] : [],
      ),
    )
  return {
    nodes: Object.fromEntries([...manifest.nodes].map(([id, node]) => [id, dbtNode(node)])),
    sources: Object.fromEntries([...manifest.sources].map(([id, source]) => [id, dbtSource(source)])),
    exposures: Object.fromEntries(
      [...manifest.exposures].map(([id, exposure]) => [id, dbtExposure(exposure)]),
    ),
    metrics: ofType('metric'),
    groups: Object.fromEntries([...manifest.groups].map(([id, group]) => [id, dbtGroup(group)])),
    semantic_models: ofType('semantic_model'),
    saved_queries: ofType('saved_query'),
    functions: {},
  }
}
