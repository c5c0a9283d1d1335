import { createRelation, type Relation, TdbtError } from '@tdbt/adapter-api'
import {
  Dict,
  HostObject,
  isIterable,
  iterate,
  type MaybePromise,
  str,
  Tuple,
  toJs,
  type Value,
} from '@tdbt/jinja'
import type { Warn } from '../invocation/warn.js'
import { beginIfNone, inTransaction, type Session, withComment } from '../session/session.js'
import { adapterBehavior } from './adapter-behavior.js'
import { agateTable, emptyTable } from './agate-table.js'
import { callMacro } from './call-macro.js'
import { ColumnValue } from './column-value.js'
import { columnsDdl, constraintsDdl } from './constraint-ddl.js'
import { dispatchFunction } from './dispatch.js'
import { isMissing, method, type Parameter } from './members.js'
import { relationClass } from './relation-class.js'
import {
  checkSnapshotTarget,
  columnsOf,
  expandTargetColumnTypes,
  missingColumns,
} from './relation-columns.js'
import { asRelation, RelationValue } from './relation-value.js'
import type { SeedLoader } from './seed-loader.js'
import { PendingResponse, StatementResponse } from './statement-response.js'
import {
  hardDeletes,
  incrementalStrategyMacro,
  refuseSnapshotStrategy,
  type StrategyScope,
} from './strategies.js'

export interface AdapterScope extends StrategyScope {
  readonly session: Session
  /** Loads the rows of the node's seed file; null where the node is no seed. */
  readonly seedLoader: SeedLoader | null
  readonly warn: Warn
}

/** `adapter` while running: dbt's methods for a database, and ours that must be exact (swap, COPY). */
export class RuntimeAdapter extends HostObject {
  constructor(readonly scope: AdapterScope) {
    super()
  }

  override attr(name: string): Value | undefined {
    return methods.get(name)?.(this)
  }

  override attributeNames(): Iterable<string> {
    return methods.keys()
  }
}

type Body = (scope: AdapterScope, args: readonly Value[]) => MaybePromise<Value>

const define = (
  name: string,
  parameters: readonly Parameter[],
  body: Body,
): readonly [string, (self: RuntimeAdapter) => Value] =>
  method<RuntimeAdapter>(name, parameters, (self, args) => body(self.scope, args))

const optional = (name: string): Parameter => ({ name, default: null })

const methods: ReadonlyMap<string, (self: RuntimeAdapter) => Value> = new Map<
  string,
  (self: RuntimeAdapter) => Value
>([
  ['dispatch', (self) => dispatchFunction(self.scope, null)],
  ['behavior', () => adapterBehavior],
  [
    'Relation',
    (self) => relationClass(self.scope.session.adapter.dialect, self.scope.project.root.config.quoting),
  ],
  define('type', [], ({ session }) => session.adapter.dialect.name),
  define('quote', ['identifier'], ({ session }, [identifier]) =>
    session.adapter.dialect.quoteIdentifier(str(identifier as Value)),
  ),
  define('quote_as_configured', ['identifier', 'quote_key'], ({ session, project }, [identifier, key]) => {
    const text = str(identifier as Value)
    const quoted = project.root.config.quoting[str(key as Value) as 'identifier'] !== false
    return quoted ? session.adapter.dialect.quoteIdentifier(text) : text
  }),
  define('quote_seed_column', ['column', optional('quote_config')], ({ session }, [column, quote]) =>
    quote === false ? str(column as Value) : session.adapter.dialect.quoteIdentifier(str(column as Value)),
  ),
  define(
    'execute',
    ['sql', { name: 'auto_begin', default: false }, { name: 'fetch', default: false }, optional('limit')],
    execute,
  ),
  define(
    'add_query',
    [
      'sql',
      { name: 'auto_begin', default: true },
      optional('bindings'),
      { name: 'abridge_sql_log', default: false },
    ],
    (scope, [sql, autoBegin]) => {
      const { session } = scope
      if (autoBegin !== false) beginIfNone(session)
      session.connection.enqueue(statementText(scope, sql))
      return null
    },
  ),
  define('commit', [], async ({ session }) => {
    await session.connection.commit()
    session.commits += 1
    return ''
  }),
  define('get_relation', ['database', 'schema', 'identifier'], ({ session }, [, schema, identifier]) =>
    withSchema(session, str(schema as Value), () => {
      const found = session.cache.find(str(schema as Value), str(identifier as Value))
      return found === null ? null : new RelationValue(found, session.adapter.dialect)
    }),
  ),
  define('list_relations', ['database', 'schema'], ({ session }, [, schema]) =>
    withSchema(session, str(schema as Value), () =>
      session.cache
        .list(str(schema as Value))
        .map((relation) => new RelationValue(relation, session.adapter.dialect)),
    ),
  ),
  define('list_relations_without_caching', ['schema_relation'], async ({ session }, [relation]) => {
    const schema = asRelation(relation, 'schema_relation').relation.schema ?? ''
    const found = await session.adapter.introspector.listRelations(session.connection, [schema])
    return found.map((item) => new RelationValue(item, session.adapter.dialect))
  }),
  define('list_schemas', ['database'], async ({ session }) => [
    ...(await session.adapter.introspector.listSchemas(session.connection)),
  ]),
  define('check_schema_exists', ['database', 'schema'], async ({ session }, [, schema]) =>
    (await session.adapter.introspector.listSchemas(session.connection)).includes(str(schema as Value)),
  ),
  define('get_columns_in_relation', ['relation'], ({ session }, [relation]) =>
    columnsOf(session, asRelation(relation, 'relation')),
  ),
  define('get_column_schema_from_query', ['sql'], async ({ session }, [sql]) => {
    // The macros hand over a text that returns no rows.
    const result = await session.connection.query(str(sql as Value))
    const columns = session.adapter.introspector.resultColumns(result)
    return columns.map((column) => new ColumnValue(column, session.adapter.dialect))
  }),
  define('get_columns_in_table', ['schema', 'identifier'], ({ session, project }, [schema, identifier]) =>
    columnsOf(session, tableRelation(session, project.target.database, schema, identifier)),
  ),
  define('already_exists', ['schema', 'name'], ({ session }, [schema, name]) =>
    withSchema(
      session,
      str(schema as Value),
      () => session.cache.find(str(schema as Value), str(name as Value)) !== null,
    ),
  ),
  define('get_catalog_integration', ['name'], (_scope, [name]) => {
    throw new TdbtError('bad-argument', `there is no catalog integration '${str(name as Value)}'`)
  }),
  define('build_catalog_relation', ['config'], () => null),
  define('get_partitions_metadata', ['table'], ({ session }) => {
    const { name } = session.adapter.dialect
    throw new TdbtError('bad-argument', `adapter.get_partitions_metadata is not there for ${name}`)
  }),
  define('get_missing_columns', ['from_relation', 'to_relation'], missingColumns),
  define('expand_target_column_types', ['from_relation', 'to_relation'], expandTargetColumnTypes),
  define('create_schema', ['relation'], (scope, [relation]) =>
    createSchema(scope, asRelation(relation, 'relation')),
  ),
  define('drop_schema', ['relation'], async (scope, [relation]) => {
    const target = asRelation(relation, 'relation')
    await callMacro(scope, 'drop_schema', target)
    if (target.relation.schema !== null) scope.session.cache.removeSchema(target.relation.schema)
    return ''
  }),
  define('drop_relation', ['relation'], async ({ session }, [relation]) => {
    if (isMissing(relation)) return ''
    const { relation: target } = asRelation(relation, 'relation')
    await inTransaction(session, () => session.adapter.relations.drop(session.connection, target))
    session.cache.remove(target)
    return ''
  }),
  define('truncate_relation', ['relation'], async (scope, [relation]) => {
    await callMacro(scope, 'truncate_relation', asRelation(relation, 'relation'))
    return ''
  }),
  define('rename_relation', ['from_relation', 'to_relation'], async (scope, [from, to]) => {
    const source = asRelation(from, 'from_relation')
    const target = asRelation(to, 'to_relation')
    await callMacro(scope, 'rename_relation', source, target)
    scope.session.cache.remove(source.relation)
    scope.session.cache.add({ ...target.relation, type: source.relation.type ?? target.relation.type })
    return ''
  }),
  define('lock_relation', ['relation'], async ({ session }, [relation]) => {
    const { relation: target } = asRelation(relation, 'relation')
    // In a transaction the lock goes with it: there is nothing to release.
    await inTransaction(session, () => session.adapter.relations.lock(session.connection, target))
    return ''
  }),
  define('lock_definition', ['relation'], async ({ session }, [view]) => {
    const { relation: target } = asRelation(view, 'relation')
    await inTransaction(session, () => session.adapter.relations.lockDefinition(session.connection, target))
    return ''
  }),
  define('replace_view', ['relation', 'sql'], async (scope, [view, sql]) => {
    const { session } = scope
    const { relation } = asRelation(view, 'relation')
    const text = statementText(scope, sql)
    const result = await inTransaction(session, () =>
      session.adapter.relations.replaceView(session.connection, relation, text),
    )
    return result === null ? null : StatementResponse.of(result)
  }),
  define('swap_relation', ['target_relation', 'replacement_relation'], swapRelation),
  define('load_csv_rows', ['relation', 'agate_table'], async ({ session, seedLoader }, [relation]) => {
    if (seedLoader === null)
      throw new TdbtError('call-out-of-place', 'adapter.load_csv_rows works in seeds only')
    beginIfNone(session)
    return seedLoader.load(session, asRelation(relation, 'relation').relation)
  }),
  define('cache_added', ['relation'], ({ session }, [relation]) => {
    if (!isMissing(relation)) session.cache.add(asRelation(relation, 'relation').relation)
    return ''
  }),
  define('cache_dropped', ['relation'], ({ session }, [relation]) => {
    if (!isMissing(relation)) session.cache.remove(asRelation(relation, 'relation').relation)
    return ''
  }),
  define('cache_renamed', ['from_relation', 'to_relation'], ({ session }, [from, to]) => {
    session.cache.remove(asRelation(from, 'from_relation').relation)
    session.cache.add(asRelation(to, 'to_relation').relation)
    return ''
  }),
  define('convert_type', ['agate_table', 'col_idx'], ({ seedLoader, session }, [, index]) => {
    const kind = seedLoader?.kinds()[Number(index)]
    return kind === undefined ? 'text' : session.adapter.dialect.seedType(kind)
  }),
  define('get_incremental_strategy_macro', ['model_context', 'strategy'], incrementalStrategyMacro),
  define('valid_snapshot_target', ['relation', optional('column_names')], checkSnapshotTarget),
  define(
    'assert_valid_snapshot_target_given_strategy',
    ['relation', optional('column_names'), optional('strategy')],
    checkSnapshotTarget,
  ),
  define('get_hard_deletes_behavior', ['config'], (scope, [config]) => hardDeletes(scope, config)),
  define('refuse_snapshot_strategy', ['name'], (scope, [name]) =>
    refuseSnapshotStrategy(scope, str(name as Value)),
  ),
  define('standardize_grants_dict', ['grants_table'], (_scope, [table]) => standardizeGrants(table)),
  define('verify_database', ['database'], ({ project }, [database]) => {
    const name = str(database as Value).replace(/^"|"$/g, '')
    if (name !== project.target.database) {
      throw new TdbtError(
        'cross-database',
        `cross-database reference not implemented in ${project.target.type}: '${name}'`,
        {
          hint: `models live in the target's database '${project.target.database}'`,
        },
      )
    }
    return ''
  }),
  define('parse_index', ['raw_index'], (_scope, [raw]) => parseIndex(raw)),
  define('render_raw_model_constraints', ['raw_constraints'], (_scope, [constraints]) => [
    ...constraintsDdl(toJs(constraints ?? null)),
  ]),
  define('render_raw_columns_constraints', ['raw_columns'], ({ session }, [columns]) => [
    ...columnsDdl(toJs(columns ?? null), session.adapter.dialect),
  ]),
  define('get_pseudocolumns_for_relation', ['relation'], () => []),
])

/** A statement of a template as it is sent: with the comment of queries, and told of in the log. */
function statementText({ session, invocation }: AdapterScope, sql: Value | undefined): string {
  const text = withComment(str(sql as Value), session.comment)
  invocation.emit({ name: 'SQLQuery', connection: session.name, sql: text })
  return text
}

/** `adapter.execute`: a statement whose result is read goes at once; another waits for the next that is. */
function execute(
  scope: AdapterScope,
  [sqlValue, autoBegin, fetch, limit]: readonly Value[],
): MaybePromise<Value> {
  const { session } = scope
  const { connection } = session
  const sql = statementText(scope, sqlValue)
  if (autoBegin === true) beginIfNone(session)
  if (fetch !== true) return new Tuple([new PendingResponse(connection.enqueue(sql)), emptyTable])
  return connection.query(sql).then((result) => {
    const rows = typeof limit === 'number' ? result.rows.slice(0, limit) : result.rows
    return new Tuple([StatementResponse.of(result), agateTable({ columns: result.columns, rows })])
  })
}

/** Runs once the relations of a schema are known, reading them if they are not. */
function withSchema<T extends Value>(session: Session, schema: string, then: () => T): MaybePromise<T> {
  if (session.cache.knows(schema)) return then()
  return session.adapter.introspector.listRelations(session.connection, [schema]).then((relations) => {
    session.cache.fill([schema], relations)
    return then()
  })
}

async function createSchema(scope: AdapterScope, relation: RelationValue): Promise<Value> {
  await callMacro(scope, 'create_schema', relation)
  const { schema } = relation.relation
  if (schema !== null && !scope.session.cache.knows(schema)) scope.session.cache.fill([schema], [])
  return ''
}

async function swapRelation(
  { session, warn }: AdapterScope,
  [target, replacement]: readonly Value[],
): Promise<Value> {
  const to = asRelation(target, 'target_relation').relation
  const from = asRelation(replacement, 'replacement_relation').relation
  // The target is passed as what it becomes; how it is locked goes by what it is.
  const existing = session.cache.find(to.schema ?? '', to.identifier ?? '')
  const report = await inTransaction(session, () =>
    session.adapter.relations.swap(session.connection, { ...to, type: existing?.type ?? null }, from),
  )
  for (const { relation, reason } of report.kept) {
    warn(
      'PreviousRelationKept',
      `${describe(relation)} still reads the previous ${describe(to)}, kept as ${report.keptAs === null ? 'a backup' : describe(report.keptAs)}: ${reason}`,
    )
  }
  session.cache.remove(from)
  session.cache.add({ ...to, type: from.type ?? to.type })
  if (report.keptAs !== null) session.cache.add(report.keptAs)
  return null
}

function tableRelation(
  { adapter }: Session,
  database: string,
  schema: Value | undefined,
  identifier: Value | undefined,
): RelationValue {
  const path = { database, schema: str(schema as Value), identifier: str(identifier as Value) }
  return new RelationValue(createRelation(path), adapter.dialect)
}

/** An index as a config has it, with what it leaves out; none where there is none. */
function parseIndex(raw: Value | undefined): Value {
  if (isMissing(raw)) return null
  if (!(raw instanceof Dict) || !Array.isArray(raw.get('columns'))) {
    throw new TdbtError('bad-argument', `an index is a mapping with a list of columns, not ${str(raw)}`, {
      hint: "write indexes=[{'columns': ['id'], 'unique': true}]",
    })
  }
  return Dict.of([
    ['columns', raw.get('columns') ?? null],
    ['unique', raw.get('unique') ?? false],
    ['type', raw.get('type') ?? null],
  ])
}

function describe(relation: Relation): string {
  return [relation.schema, relation.identifier].filter((part) => part !== null).join('.')
}

/** `{privilege: [grantees]}` from the rows (grantee, privilege_type) of the catalog. */
function standardizeGrants(table: Value | undefined): Value {
  const grants = new Map<string, Value[]>()
  for (const row of table !== undefined && isIterable(table) ? iterate(table) : []) {
    const cell = (name: string): Value =>
      (row instanceof Dict ? row.get(name) : row instanceof HostObject ? row.item?.(name) : undefined) ?? null
    const key = str(cell('privilege_type'))
    const known = grants.get(key)
    if (known) known.push(cell('grantee'))
    else grants.set(key, [cell('grantee')])
  }
  return Dict.of([...grants])
}
