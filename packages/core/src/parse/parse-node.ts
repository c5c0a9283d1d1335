import { createRelation } from '@tdbt/adapter-api'
import { type Block, type Globals, type Template, Undefined } from '@tdbt/jinja'
import { createParseContext, type ParseFindings } from '../context/parse-context.js'
import { RelationValue } from '../context/relation-value.js'
import type { TemplateContext } from '../context/scope.js'
import type { NodeType, Origin } from '../manifest/node.js'
import type { FileKind, SourceFile } from '../project/source-file.js'
import { type Draft, emptyFindings, trimmedCode } from './draft.js'
import { immediate } from './immediate.js'
import { namedBlocks } from './named-blocks.js'
import type { ParseState } from './parse-state.js'

const nodeTypes: Readonly<Partial<Record<FileKind, NodeType>>> = {
  model: 'model',
  seed: 'seed',
  singularTest: 'test',
  analysis: 'analysis',
}

/** Reads one file of SQL or a seed into the nodes that stand in it. */
export function parseFile(state: ParseState, file: SourceFile): readonly Draft[] {
  if (file.kind === 'snapshot') return parseSnapshots(state, file)
  const resourceType = nodeTypes[file.kind]
  if (resourceType === undefined) return []
  const folders = file.path.split('/').slice(0, -1)
  const name = (file.path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '')
  const prefix = resourceType === 'analysis' ? ['analysis'] : []
  const isTemplate = resourceType !== 'seed' && !isPython(file)
  const { code, origin } = isTemplate ? trimmedCode(file.text) : { code: '', origin: start }
  return [
    parseText(state, {
      resourceType,
      name,
      packageName: file.packageName,
      path: [...prefix, file.path].join('/'),
      originalFilePath: file.originalFilePath,
      shownPath: file.shownPath,
      fqn: [file.packageName, ...prefix, ...folders, name],
      rawCode: code,
      origin,
      checksum: file.checksum,
      rootPath: resourceType === 'seed' ? (packageRoot(state, file.packageName) ?? null) : null,
    }),
  ]
}

/** A model that dbt would run as Python: it is refused once it is known to be enabled. */
export function isPython({ originalFilePath }: Pick<SourceFile, 'originalFilePath'>): boolean {
  return /\.py$/i.test(originalFilePath)
}

const start: Origin = { line: 1, column: 1, offset: 0 }

function parseSnapshots(state: ParseState, file: SourceFile): readonly Draft[] {
  const folders = file.path.split('/').slice(0, -1)
  const fileName = (file.path.split('/').at(-1) ?? '').replace(/\.[^.]+$/, '')
  let blocks: readonly Block[]
  try {
    blocks = namedBlocks(file, ['snapshot'], state.warn)
  } catch (error) {
    throw state.wrap(error)
  }
  return blocks.map((block) => {
    const name = block.name ?? fileName
    const { code, origin } = snapshotCode(block)
    return parseText(state, {
      resourceType: 'snapshot',
      name,
      packageName: file.packageName,
      path: file.path,
      originalFilePath: file.originalFilePath,
      shownPath: file.shownPath,
      fqn: [file.packageName, ...folders, fileName, name],
      rawCode: code,
      origin,
      checksum: file.checksum,
      rootPath: null,
    })
  })
}

/** What stands in a snapshot's block, without the white space that the minus of its tags (`-%}`, `{%-`) takes away. */
function snapshotCode({ contents, contentsOrigin, source, origin }: Block): {
  readonly code: string
  readonly origin: Origin
} {
  const from = contentsOrigin.offset - origin.offset
  const stripsEnd = source.startsWith('{%-', from + contents.length)
  const code = stripsEnd ? contents.trimEnd() : contents
  if (source[from - 3] !== '-') return { code, origin: contentsOrigin }
  const trimmed = trimmedCode(code)
  return { code: code.trimStart(), origin: moveOrigin(contentsOrigin, trimmed.origin) }
}

function moveOrigin(base: Origin, inner: Origin): Origin {
  return {
    line: base.line + inner.line - 1,
    column: inner.line === 1 ? base.column + inner.column - 1 : inner.column,
    offset: base.offset + inner.offset,
  }
}

function packageRoot(state: ParseState, packageName: string): string | undefined {
  return state.project.packages.find((known) => known.name === packageName)?.root
}

export type NodeText = Pick<
  Draft,
  | 'resourceType'
  | 'name'
  | 'packageName'
  | 'path'
  | 'originalFilePath'
  | 'shownPath'
  | 'fqn'
  | 'rawCode'
  | 'origin'
  | 'checksum'
  | 'rootPath'
> & {
  readonly uniqueId?: string
  readonly extraTags?: readonly string[]
  readonly index?: number
}

/** Parses and renders the text of a node once, to learn what it reads and how it is configured. */
export function parseText(state: ParseState, text: NodeText): Draft {
  const uniqueId = text.uniqueId ?? `${text.resourceType}.${text.packageName}.${text.name}`
  const findings = emptyFindings()
  const isTemplate = text.resourceType !== 'seed' && !isPython(text)
  const template = isTemplate ? parseTemplate(state, text) : null
  if (template) renderOnce(state, text, template, findings)
  return {
    resourceType: text.resourceType,
    uniqueId,
    name: text.name,
    packageName: text.packageName,
    path: text.path,
    originalFilePath: text.originalFilePath,
    shownPath: text.shownPath,
    fqn: text.fqn,
    rawCode: text.rawCode,
    origin: text.origin,
    checksum: text.checksum,
    template,
    findings,
    test: null,
    rootPath: text.rootPath,
    index: text.index ?? null,
    version: null,
    ownConfig: {},
    entry: null,
    extraTags: text.extraTags ?? [],
  }
}

function parseTemplate(state: ParseState, text: NodeText): Template {
  try {
    return state.environment.parse(text.rawCode, text.shownPath, text.origin)
  } catch (error) {
    throw state.wrap(error)
  }
}

/** What a text tells of itself to the names of its context. */
export type RenderedText = Pick<
  NodeText,
  'name' | 'packageName' | 'resourceType' | 'path' | 'originalFilePath' | 'fqn' | 'rawCode'
>

/** dbt's parsing context (`execute` is false) for a text, and the same noting which macros the text itself calls. */
export function parseContext(
  state: ParseState,
  text: RenderedText,
  findings: ParseFindings,
): { readonly context: TemplateContext; readonly globals: Globals } {
  const { project } = state
  const record = (macro: { readonly uniqueId: string }): void => void findings.macros.add(macro.uniqueId)
  const relation = createRelation(
    { database: project.target.database, schema: project.target.schema, identifier: text.name },
    { quote: project.root.config.quoting },
  )
  return createParseContext({
    invocation: state.invocation,
    project,
    registry: state.registry,
    packageName: text.packageName,
    dialect: state.dialect,
    vars: state.varsFor(text.packageName),
    findings,
    model: {
      name: text.name,
      alias: text.name,
      resource_type: text.resourceType,
      package_name: text.packageName,
      path: text.path,
      original_file_path: text.originalFilePath,
      unique_id: `${text.resourceType}.${text.packageName}.${text.name}`,
      fqn: text.fqn,
      database: project.target.database,
      schema: project.target.schema,
      raw_code: text.rawCode,
      config: {},
      tags: [],
      meta: {},
      columns: {},
      description: '',
      depends_on: { nodes: [], macros: [] },
      refs: [],
      sources: [],
    },
    thisRelation: new RelationValue(relation, state.dialect),
    nodeName: text.name,
    record,
  })
}

/** What on-run-end hooks see of a run, which is nothing yet: dbt lets them go on with it. */
const endNames: ReadonlySet<string> = new Set(['results', 'schemas', 'database_schemas'])

function withEndNames(globals: Globals, { extraTags }: NodeText): Globals {
  if (!extraTags?.includes('on-run-end')) return globals
  return {
    get: (name) => (endNames.has(name) ? new Undefined(undefined, name, 'absorbing') : globals.get(name)),
    names: () => [...(globals.names?.() ?? []), ...endNames],
  }
}

function renderOnce(state: ParseState, text: NodeText, template: Template, findings: ParseFindings): void {
  try {
    const { globals } = parseContext(state, text, findings)
    immediate(template.render(withEndNames(globals, text)), text.name)
  } catch (error) {
    throw state.wrap(error)
  }
}
