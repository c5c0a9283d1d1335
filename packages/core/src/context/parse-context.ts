import type { Dialect } from '@tdbt/adapter-api'
import { TdbtError } from '@tdbt/adapter-api'
import {
  type CallArgs,
  type Callable,
  callValue,
  Dict,
  Environment,
  Float,
  fromJs,
  type Globals,
  hostFunction,
  str,
  type Value,
} from '@tdbt/jinja'
import type { JsonObject } from '../json.js'
import type { Macro } from '../manifest/macro.js'
import type { RefArgs, SourceArgs } from '../manifest/node.js'
import { noFile } from '../project/shown-path.js'
import { templateFunction } from '../template-function.js'
import { baseMembers } from './base-members.js'
import { columnClass } from './column-value.js'
import { ParseConfig } from './config-value.js'
import { isMissing } from './members.js'
import { notInQuotes } from './not-in-quotes.js'
import { ParseAdapter } from './parse-adapter.js'
import { ResolverValue } from './project-value.js'
import { relationClass } from './relation-class.js'
import type { RelationValue } from './relation-value.js'
import { type BaseScope, type Members, TemplateContext } from './scope.js'
import { type Vars, varFunction } from './var-function.js'

const environment = new Environment()

/** What a template's first rendering tells of it (dbt: `execute` is false). */
export interface ParseFindings {
  readonly refs: RefArgs[]
  readonly sources: SourceArgs[]
  readonly metrics: string[][]
  readonly configs: Readonly<Record<string, unknown>>[]
  /** Unique ids of the macros that the text itself calls, in order of the first call. */
  readonly macros: Set<string>
}

export interface ParseScope extends BaseScope {
  readonly dialect: Dialect
  readonly vars: Vars
  readonly findings: ParseFindings
  /** The node as far as it is known: what `model` and `this` are while parsing. */
  readonly model: JsonObject
  readonly thisRelation: RelationValue
  readonly nodeName: string
  readonly record: (macro: Macro) => void
}

const parseMembers: Members<ParseScope> = new Map<string, (scope: ParseScope) => Value>([
  ...baseMembers,
  ['execute', () => false],
  [
    'var',
    (scope) =>
      varFunction(scope.vars, false, scope.nodeName, (text) =>
        environment.parse(text, noFile).render(scope.context),
      ),
  ],
  ['ref', (scope) => new ResolverValue(refCollector(scope), scope)],
  ['source', (scope) => new ResolverValue(sourceCollector(scope), scope)],
  ['metric', (scope) => metricFunction((name) => void scope.findings.metrics.push(name))],
  ['config', (scope) => new ParseConfig((config) => void scope.findings.configs.push(config))],
  ['this', (scope) => scope.thisRelation],
  ['model', (scope) => fromJs(scope.model)],
  ['node', (scope) => fromJs(scope.model)],
  ['database', (scope) => scope.thisRelation.relation.database],
  ['schema', (scope) => scope.thisRelation.relation.schema],
  ['graph', () => fromJs({ nodes: {}, sources: {}, exposures: {}, metrics: {}, groups: {} })],
  ['adapter', (scope) => new ParseAdapter(scope, scope.dialect, null)],
  ['api', (scope) => apiValue(scope.dialect, scope)],
  ['column', (scope) => columnClass(scope.dialect)],
  ['sql', () => ''],
  ['compiled_code', () => ''],
  ['pre_hooks', () => []],
  ['post_hooks', () => []],
  ['load_result', () => templateFunction('load_result', ['name'], () => null)],
  ['store_result', () => templateFunction('store_result', ['*args', '**kwargs'], () => '')],
  ['store_raw_result', () => templateFunction('store_raw_result', ['*args', '**kwargs'], () => '')],
  ['load_agate_table', () => templateFunction('load_agate_table', [], () => null)],
  ['render', () => templateFunction('render', ['string'], ([text]) => text ?? '')],
  ['write', () => templateFunction('write', ['payload'], () => '')],
  ['selected_resources', () => []],
  ['defer_relation', () => null],
  ['try_or_compiler_error', tryOrCompilerError],
])

/**
 * The names for the macros that a text calls, and the same for the text itself: dbt counts as a node's macros those
 * that its own text calls or dispatches to, not what these call in turn.
 */
export function createParseContext(scope: Omit<ParseScope, 'context'>): {
  readonly context: TemplateContext
  readonly globals: Globals
} {
  const { context, scope: full } = TemplateContext.create<ParseScope>(scope, parseMembers)
  const adapter = new ParseAdapter(full, scope.dialect, scope.record)
  const recording = context.recording(scope.record)
  return {
    context,
    globals: {
      get: (name) => (name === 'adapter' ? adapter : recording.get(name)),
      names: () => context.names(),
    },
  }
}

/** `ref('model')`, `ref('package', 'model')`, with `version` or `v`. */
export function refArguments(args: CallArgs): RefArgs {
  const [first, second, ...rest] = args.positional
  if (first === undefined || rest.length > 0) {
    throw new TdbtError(
      'ref-arguments',
      `ref() takes a model's name, or a package's and a model's, not ${args.positional.length} arguments`,
    )
  }
  const version = args.named.get('version') ?? args.named.get('v')
  const unknown = [...args.named.keys()].find((name) => name !== 'version' && name !== 'v')
  if (unknown !== undefined) throw new TdbtError('ref-arguments', `ref() has no argument '${unknown}'`)
  for (const value of [first, second]) {
    if (value !== undefined && typeof value !== 'string') {
      throw (
        notInQuotes('ref', value) ?? new TdbtError('ref-arguments', `ref() takes texts, not ${str(value)}`)
      )
    }
  }
  return {
    name: str(second ?? first),
    package: second === undefined ? null : str(first),
    version: isMissing(version)
      ? null
      : typeof version === 'number' || version instanceof Float
        ? version
        : str(version),
  }
}

export function sourceArguments(args: CallArgs): SourceArgs {
  const [source, table] = args.positional
  if (args.positional.length !== 2 || typeof source !== 'string' || typeof table !== 'string') {
    throw (
      notInQuotes('source', source) ??
      notInQuotes('source', table) ??
      new TdbtError('ref-arguments', "source() takes two texts: source('source_name', 'table_name')")
    )
  }
  return [source, table]
}

/** `metric('name')`, `metric('package', 'name')`: prints the metric's name. */
export function metricFunction(seen: (name: string[]) => void = () => undefined): Value {
  return hostFunction('metric', ({ positional }) => {
    const name = positional.map((part) => str(part))
    if (name.length < 1 || name.length > 2) {
      throw new TdbtError(
        'ref-arguments',
        `metric() takes a metric's name, or a package's and a metric's, not ${name.length} arguments`,
      )
    }
    seen(name)
    return name.at(-1)!
  })
}

function refCollector(scope: ParseScope): Callable {
  return hostFunction('ref', (args) => {
    scope.findings.refs.push(refArguments(args))
    return scope.thisRelation
  })
}

function sourceCollector(scope: ParseScope): Callable {
  return hostFunction('source', (args) => {
    scope.findings.sources.push(sourceArguments(args))
    return scope.thisRelation
  })
}

/** `api`, with the classes that templates make relations and columns of. */
export function apiValue(dialect: Dialect, scope: BaseScope): Value {
  return Dict.of([
    ['Relation', relationClass(dialect, scope.project.root.config.quoting)],
    ['Column', columnClass(dialect)],
  ])
}

export function tryOrCompilerError(): Value {
  return hostFunction('try_or_compiler_error', ({ positional, named }) => {
    const [message, callee, ...rest] = positional
    const fail = (cause: unknown): never => {
      throw new TdbtError('raised-by-macro', str(message as Value), { cause, hint: null })
    }
    try {
      const result = callValue(callee as Value, rest, named)
      return result instanceof Promise ? result.catch(fail) : result
    } catch (error) {
      return fail(error)
    }
  })
}
