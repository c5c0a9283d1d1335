import type { Invocation } from '../invocation/invocation.js'
import { createResidences } from '../manifest/residence.js'
import { parseInline } from '../parse/parse-inline.js'
import type { Loaded } from './load.js'

/** A project with a query of the command line as one more node. */
export function addInlineNode(
  invocation: Invocation,
  loaded: Loaded,
  sql: string,
): { readonly loaded: Loaded; readonly id: string } {
  const node = parseInline(invocation, loaded.project, loaded.parsed, loaded.provider.dialect, sql)
  const nodes = new Map(loaded.parsed.manifest.nodes).set(node.uniqueId, node)
  const manifest = { ...loaded.parsed.manifest, nodes }
  const parsed = {
    ...loaded.parsed,
    manifest,
    residences: createResidences(loaded.project.target, manifest),
    sourceText: (file: string) => (file === node.shownPath ? sql : loaded.parsed.sourceText(file)),
  }
  return { loaded: { ...loaded, parsed }, id: node.uniqueId }
}
