import type { Target } from '@tdbt/adapter-api'
import { manifestJson } from '../artifacts/manifest-json.js'
import type { TargetFolder } from '../artifacts/target-folder.js'
import { targetFolder } from '../artifacts/target-folder.js'
import { buildGraph, type Graph } from '../graph/graph.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { type Parsed, parseProject } from '../parse/parse-project.js'
import { loadProject } from '../project/load-project.js'
import type { Project } from '../project/project.js'
import { parseSelectors, type Selectors } from '../select/yaml-selectors.js'
import { interruptible } from './interruptible.js'
import { type AdapterProvider, neutralMacrosDir, type Services } from './services.js'

/** A project read, parsed and put into a graph: what every command begins with. */
export interface Loaded {
  readonly project: Project
  readonly provider: AdapterProvider
  readonly parsed: Parsed
  readonly graph: Graph
  readonly selectors: Selectors
  readonly files: TargetFolder
}

/** Reads and parses the project. Throws as `interruptible` does where it is interrupted. */
export async function load(invocation: Invocation, services: Services): Promise<Loaded> {
  const builtinMacros = (target: Target) => ({
    dbt: neutralMacrosDir,
    adapter: services.adapterFor(target).macros,
  })
  const project = loadProject(invocation, services, builtinMacros)
  const selectors = parseSelectors(project.selectorsFile, invocation.flags.indirectSelection)
  const provider = services.adapterFor(project.target)
  const parsed = await interruptible(invocation, (held) => parseProject(held, project, provider.dialect))
  const graph = buildGraph(parsed.manifest, parsed.sourceText)
  const files = targetFolder(project.root.root, project.targetDir)
  return { project, provider, parsed, graph, selectors, files }
}

export function writeManifest(
  invocation: Invocation,
  loaded: Loaded,
  results: readonly NodeResult[] = [],
): void {
  if (!invocation.flags.writeJson) return
  const built = new Map(results.map((result) => [result.node.uniqueId, result]))
  const pieces = manifestJson(invocation, loaded, built)
  loaded.files.writeArtifact('manifest.json', pieces)
}
