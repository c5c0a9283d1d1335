import { TdbtError } from '@tdbt/adapter-api'
import type { NodeLabel, NodeResult, NodeStatus } from '../invocation/events.js'
import { isMapping } from '../json.js'
import type { Manifest } from '../manifest/manifest.js'
import { readText } from '../project/read-text.js'
import { nodeLabel, noOpLabel } from '../run/node-label.js'
import { notRun } from '../run/not-run.js'

/**
 * Reads the results of earlier commands back from their run_results.json, in the order of time: of a node that is in
 * several files the latest counts, whatever the order of the files. Results of hooks are left out, as on-run-end hooks
 * of a whole run don't see them either.
 * @param paths absolute.
 * @throws TdbtError for a file that can't be read or is no run_results.json.
 */
export function readRunResults(paths: readonly string[], manifest: Manifest): readonly NodeResult[] {
  const files = paths.map((path) => readFile(path)).sort((a, b) => a.generatedAt - b.generatedAt)
  const latest = new Map<string, NodeResult>()
  for (const { results } of files) {
    for (const written of results) {
      if (written.unique_id.startsWith('operation.')) continue
      latest.delete(written.unique_id)
      latest.set(written.unique_id, resultOf(written, manifest))
    }
  }
  return [...latest.values()]
}

/** What is read of a result; dbt's schema demands these keys. */
interface WrittenResult {
  readonly unique_id: string
  readonly status: NodeStatus
  readonly message: string | null
  readonly failures: number | null
  readonly execution_time: number
  readonly thread_id: string
  readonly adapter_response: NodeResult['adapterResponse']
  readonly relation_name?: string | null
}

function readFile(path: string): { readonly generatedAt: number; readonly results: WrittenResult[] } {
  const text = readText(path, path)
  const fail = (reason: string, cause?: unknown): TdbtError =>
    new TdbtError('run-results-not-valid', `this is no run_results.json: ${reason}`, {
      place: { file: path },
      cause,
    })
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw fail('it is no JSON', error)
  }
  if (!isMapping(content) || !isMapping(content.metadata) || !Array.isArray(content.results)) {
    throw fail("it has no 'metadata' and 'results'")
  }
  const generatedAt = Date.parse(String(content.metadata.generated_at))
  if (Number.isNaN(generatedAt)) throw fail("'metadata.generated_at' is no time")
  if (!content.results.every(isWrittenResult)) throw fail("a result has no 'unique_id' and 'status'")
  return { generatedAt, results: content.results }
}

function isWrittenResult(value: unknown): value is WrittenResult {
  return isMapping(value) && typeof value.unique_id === 'string' && typeof value.status === 'string'
}

function resultOf(written: WrittenResult, manifest: Manifest): NodeResult {
  return notRun(labelOf(written.unique_id, manifest), written.status, {
    message: written.message,
    failures: written.failures,
    executionTime: written.execution_time,
    threadId: written.thread_id,
    adapterResponse: written.adapter_response,
    // Written for what is compiled alone.
    relationName: manifest.nodes.get(written.unique_id)?.relationName ?? written.relation_name ?? null,
  })
}

/** What the project no longer has keeps what its id says: its type and its name. */
function labelOf(uniqueId: string, manifest: Manifest): NodeLabel {
  const node = manifest.nodes.get(uniqueId)
  if (node !== undefined) return nodeLabel(node)
  const unbuilt = manifest.exposures.get(uniqueId) ?? manifest.resources.get(uniqueId)
  if (unbuilt !== undefined) return noOpLabel(unbuilt)
  const [resourceType = '', , name = uniqueId] = uniqueId.split('.')
  return {
    uniqueId,
    resourceType,
    name,
    description: `${resourceType} ${name}`,
    schema: '',
    alias: name,
    materialized: '',
    originalFilePath: '',
    shownPath: '',
  }
}
