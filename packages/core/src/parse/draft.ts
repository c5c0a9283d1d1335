import type { TdbtError } from '@tdbt/adapter-api'
import type { Template } from '@tdbt/jinja'
import type { ParseFindings } from '../context/parse-context.js'
import type { VersionOfModel } from '../manifest/model-version.js'
import type { ManifestNode, NodeType, Origin, TestInfo } from '../manifest/node.js'
import type { Description, RenderDescription } from './descriptions.js'
import type { RawConfig } from './merge-config.js'

/** A node as its own file gives it: before properties, configs and refs of others are known. */
export interface Draft {
  readonly resourceType: NodeType
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly originalFilePath: string
  readonly shownPath: string
  readonly fqn: readonly string[]
  readonly rawCode: string
  readonly origin: Origin
  readonly checksum: ManifestNode['checksum']
  readonly template: Template | null
  readonly findings: ParseFindings
  readonly test: TestInfo | null
  readonly rootPath: string | null
  readonly index: number | null
  /** Of a model with versions: which one this is. */
  readonly version: VersionOfModel | null
  /** Configs that come from properties and stand with the node itself: those of a generic test. */
  readonly ownConfig: RawConfig
  /** Of a generic test: makes an error that points at its entry in a properties file. */
  readonly entry: (() => TdbtError) | null
  /** Of a generic test: renders the description of its entry. */
  readonly describe?: (render: RenderDescription) => Description
  /** Tags that an operation has besides its configs. */
  readonly extraTags: readonly string[]
}

/** dbt's raw_code: the text without the white space around it, and where it begins in the file. */
export function trimmedCode(text: string): { readonly code: string; readonly origin: Origin } {
  const code = text.trim()
  const offset = text.length - text.trimStart().length
  const before = text.slice(0, offset)
  const lines = before.split('\n')
  return { code, origin: { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset } }
}

export function emptyFindings(): ParseFindings {
  return { refs: [], sources: [], metrics: [], configs: [], macros: new Set() }
}
