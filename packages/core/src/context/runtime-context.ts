import { createRelation, type Relation, TdbtError } from '@tdbt/adapter-api'
import {
  type Callable,
  Dict,
  fromJs,
  hostFunction,
  isIterable,
  iterate,
  type MaybePromise,
  str,
  Tuple,
  type Value,
} from '@tdbt/jinja'
import type { Manifest } from '../manifest/manifest.js'
import { isBefore, versionText } from '../manifest/model-version.js'
import type { ManifestNode, ModelInfo, SourceDefinition } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import { residence } from '../manifest/residence.js'
import { type Parameter, templateFunction } from '../template-function.js'
import { emptyTable } from './agate-table.js'
import { baseMembers } from './base-members.js'
import { columnClass } from './column-value.js'
import { RuntimeConfig } from './config-value.js'
import { isMissing } from './members.js'
import {
  apiValue,
  metricFunction,
  refArguments,
  sourceArguments,
  tryOrCompilerError,
} from './parse-context.js'
import { ResolverValue } from './project-value.js'
import { allQuoted, quotingOf } from './quoting.js'
import { ephemeralRelation, RelationValue } from './relation-value.js'
import { type AdapterScope, RuntimeAdapter } from './runtime-adapter.js'
import { type Members, TemplateContext } from './scope.js'
import { PendingResponse, StatementResponse } from './statement-response.js'
import { type Vars, varFunction } from './var-function.js'

/** The results of `statement` blocks, by name (dbt's `load_result`). */
export type ResultStore = Map<
  string,
  { readonly response: Value; readonly table: Value; readonly data: Value }
>

export interface RuntimeScope extends AdapterScope {
  readonly manifest: Manifest
  readonly refs: RefIndex
  readonly vars: Vars
  readonly node: ManifestNode
  /** dbt's shape of the node; the same object for the whole run of the node. */
  readonly model: () => Value
  readonly results: ResultStore
  /** Names of ephemeral models that the text reads, in order: they become CTEs. Null where nothing can have CTEs. */
  readonly ephemerals: Set<string> | null
  /** dbt's `graph`, made when a template first asks for it. */
  readonly graph: () => Value
  readonly selectedResources: readonly string[]
  /** Keeps what was run for the node in its file under target/run. */
  readonly write: (payload: string) => void
  /** Renders a text (a hook, say) with the names of a context. */
  readonly renderText: (text: string, context: TemplateContext) => MaybePromise<string>
}

const runtimeMembers: Members<RuntimeScope> = new Map<string, (scope: RuntimeScope) => Value>([
  ...baseMembers,
  ['execute', () => true],
  ['thread_id', (scope) => scope.session.threadId],
  ['var', (scope) => varFunction(scope.vars, true, scope.node.name, (text) => renderText(scope, text))],
  ['ref', (scope) => new ResolverValue(refFunction(scope), scope)],
  ['source', (scope) => new ResolverValue(sourceFunction(scope), scope)],
  ['metric', () => metricFunction()],
  ['config', (scope) => new RuntimeConfig(scope.node.config, scope.node.name)],
  ['this', (scope) => thisValue(scope)],
  ['model', (scope) => scope.model()],
  ['node', (scope) => scope.context.get('model') ?? null],
  ['database', (scope) => scope.node.database],
  ['schema', (scope) => scope.node.schema],
  ['graph', (scope) => scope.graph()],
  ['adapter', (scope) => new RuntimeAdapter(scope)],
  ['api', (scope) => apiValue(scope.session.adapter.dialect, scope)],
  ['column', (scope) => columnClass(scope.session.adapter.dialect)],
  ['pre_hooks', (scope) => fromJs(scope.node.config['pre-hook'] ?? [])],
  ['post_hooks', (scope) => fromJs(scope.node.config['post-hook'] ?? [])],
  ['load_result', (scope) => loadResult(scope)],
  ['store_result', (scope) => storeResult(scope)],
  ['store_raw_result', (scope) => storeRawResult(scope)],
  [
    'load_agate_table',
    (scope) => templateFunction('load_agate_table', [], () => scope.seedLoader?.table() ?? null),
  ],
  [
    'render',
    (scope) => templateFunction('render', ['string'], ([text]) => renderText(scope, str(text as Value))),
  ],
  [
    'write',
    (scope) =>
      templateFunction('write', ['payload'], ([payload]) => {
        scope.write(str(payload as Value))
        return ''
      }),
  ],
  ['selected_resources', (scope) => [...scope.selectedResources]],
  ['defer_relation', () => null],
  ['try_or_compiler_error', tryOrCompilerError],
])

export function createRuntimeContext(scope: Omit<RuntimeScope, 'context'>): TemplateContext {
  return TemplateContext.create<RuntimeScope>(scope, runtimeMembers).context
}

/** The relation of a node, or the CTE of an ephemeral model. */
export function nodeRelation(scope: AdapterScope, node: ManifestNode): RelationValue {
  const { dialect } = scope.session.adapter
  const settings = { limit: scope.invocation.flags.empty ? 0 : null }
  return node.config.materialized === 'ephemeral'
    ? ephemeralRelation(node.alias, dialect, settings)
    : new RelationValue(tableOf(scope, node), dialect, settings)
}

/** What a node's names are in the warehouse, whatever it is materialized as. */
function tableOf(scope: AdapterScope, node: ManifestNode): Relation {
  return createRelation(
    { database: seenDatabase(scope, node), schema: node.schema, identifier: node.alias },
    { quote: scope.project.root.config.quoting },
  )
}

/** What a foreign schema has is found in the database that reads: there itself, or as what stands for it here. */
function seenDatabase(
  { project, session }: AdapterScope,
  place: { readonly database: string; readonly schema: string },
): string {
  return residence(project.target, place) === project.target ? place.database : session.target.database
}

function sourceRelation(scope: AdapterScope, source: SourceDefinition): RelationValue {
  const relation = createRelation(
    { database: seenDatabase(scope, source), schema: source.schema, identifier: source.identifier },
    // dbt: the project's quoting is for what the project makes.
    { quote: quotingOf(allQuoted, source.quoting) },
  )
  return new RelationValue(relation, scope.session.adapter.dialect, {
    limit: scope.invocation.flags.empty ? 0 : null,
  })
}

function thisValue(scope: RuntimeScope): Value {
  const { node } = scope
  if (node.resourceType === 'operation') return null
  return new RelationValue(tableOf(scope, node), scope.session.adapter.dialect)
}

function refFunction(scope: RuntimeScope): Callable {
  return hostFunction('ref', (args) => {
    const ref = refArguments(args)
    const uniqueId = scope.refs.node(ref, scope.packageName)
    const node = uniqueId === undefined ? undefined : scope.manifest.nodes.get(uniqueId)
    if (!node) {
      throw new TdbtError(
        'ref-not-found',
        `${scope.node.uniqueId} depends on a node named '${ref.name}' which was not found`,
        { hint: scope.refs.suggestNode(ref) },
      )
    }
    // dbt's rule: what runs must have been seen while parsing, or its place in the graph is unknown.
    if (scope.node.resourceType !== 'operation' && !scope.node.dependsOn.nodes.includes(node.uniqueId)) {
      throw new TdbtError(
        'ref-not-seen',
        `the ref to '${ref.name}' in ${scope.node.name} was not seen while parsing`,
        {
          hint: `it stands behind 'execute' or a query: add a comment to the file: -- depends_on: {{ ref('${ref.name}') }}`,
        },
      )
    }
    if (ref.version === null && node.model?.version) tellOfNewerVersion(scope, node, node.model.version)
    if (node.config.materialized === 'ephemeral') {
      // A macro has no SQL of its own that its CTE could go into.
      if (scope.ephemerals === null)
        throw new TdbtError(
          'operation-ephemeral',
          `operations can not ref() ephemeral models, but ${node.name} is ephemeral`,
        )
      scope.ephemerals.add(node.uniqueId)
    }
    return nodeRelation(scope, node)
  })
}

/** dbt's word of a version that is newer than the one a ref without a version means. */
function tellOfNewerVersion(
  { manifest, node: reader, invocation }: RuntimeScope,
  { name, packageName }: ManifestNode,
  { v, latest }: NonNullable<ModelInfo['version']>,
): void {
  const versions = [...manifest.nodes.values()].flatMap((node) =>
    node.name === name && node.model?.version ? [node.model.version.v] : [],
  )
  const newest = versions.reduce((one, other) => (isBefore(one, other) ? other : one), latest)
  if (!isBefore(latest, newest)) return
  const [now, next] = [versionText(v), versionText(newest)]
  const call = (version: string): string => `{{ ref('${packageName}', '${name}', v='${version}') }}`
  invocation.emit({
    name: 'UnpinnedRefNewVersionAvailable',
    message: [
      `While compiling '${reader.name}':`,
      `Found an unpinned reference to versioned model '${name}' in project '${packageName}'.`,
      `Resolving to latest version: ${name}.v${now}`,
      `A prerelease version ${next} is available. It has not yet been marked 'latest' by its maintainer.`,
      `When that happens, this reference will resolve to ${name}.v${next} instead.`,
      '',
      `  Try out v${next}: ${call(next)}`,
      `  Pin to  v${now}: ${call(now)}`,
      '',
    ].join('\n'),
  })
}

function sourceFunction(scope: RuntimeScope): Callable {
  return hostFunction('source', (args) => {
    const [sourceName, tableName] = sourceArguments(args)
    const uniqueId = scope.refs.source(sourceName, tableName, scope.packageName)
    const source = uniqueId === undefined ? undefined : scope.manifest.sources.get(uniqueId)
    if (!source) {
      throw new TdbtError(
        'source-not-found',
        `${scope.node.uniqueId} depends on a source named '${sourceName}.${tableName}' which was not found`,
        { hint: scope.refs.suggestSource(sourceName, tableName) },
      )
    }
    return sourceRelation(scope, source)
  })
}

/** Reading a response sends what is queued up to it. */
function loadResult(scope: RuntimeScope): Value {
  return templateFunction('load_result', ['name'], ([name]) => {
    const stored = scope.results.get(str(name as Value))
    if (!stored) return null
    const shape = (response: Value): Value =>
      Dict.of([
        ['response', response],
        ['data', stored.data],
        ['table', stored.table],
      ])
    return stored.response instanceof PendingResponse
      ? stored.response.settle().then(shape)
      : shape(stored.response)
  })
}

const optional = (name: string): Parameter => ({ name, default: null })

function storeResult(scope: RuntimeScope): Value {
  return templateFunction(
    'store_result',
    ['name', optional('response'), optional('agate_table')],
    ([name, response, table]) => keepResult(scope, name, response ?? '', table),
  )
}

/** For statements that no database ran: what `noop_statement` and `adapter.load_csv_rows` have to tell. */
function storeRawResult(scope: RuntimeScope): Value {
  const parameters = [
    'name',
    optional('message'),
    optional('code'),
    optional('rows_affected'),
    optional('agate_table'),
  ]
  return templateFunction('store_raw_result', parameters, ([name, message, code, rows, table]) => {
    const response = new StatementResponse(
      isMissing(message) ? '' : str(message),
      isMissing(code) ? null : str(code),
      typeof rows === 'number' ? rows : null,
    )
    return keepResult(scope, name, response, table)
  })
}

function keepResult(
  scope: RuntimeScope,
  name: Value | undefined,
  response: Value,
  table: Value | undefined,
): Value {
  const kept = isMissing(table) ? emptyTable : table
  scope.results.set(str(name as Value), { response, table: kept, data: rowsOf(kept) })
  return ''
}

/** The values of a table without its names, as dbt's `as_matrix` gives them. */
function rowsOf(table: Value): Value[] {
  return isIterable(table) ? Array.from(iterate(table), (row) => new Tuple([...iterate(row)])) : []
}

function renderText(scope: RuntimeScope, text: string): MaybePromise<Value> {
  if (!text.includes('{{') && !text.includes('{%')) return text
  return scope.renderText(text, scope.context)
}
