import {
  createRelation,
  type Dialect,
  type PathParts,
  type Relation,
  type RelationType,
  relationKey,
  renderRelation,
  TdbtError,
} from '@tdbt/adapter-api'
import { Dict, HostObject, str, Undefined, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { className } from './class-name.js'
import { type AttributeTable, attribute, isMissing, method, type Parameter } from './members.js'

/** dbt's Relation as templates see it: prints as its quoted path, is a mapping, can be a dictionary's key. */
export class RelationValue extends HostObject {
  override readonly isMapping = true

  constructor(
    readonly relation: Relation,
    readonly dialect: Dialect,
    /** A limit on its rows, for `--empty` and `--sample`: renders as a subquery. */
    readonly rowLimit: number | null = null,
    /** Printed in the place of the path, for a model that becomes a CTE. */
    private readonly ephemeralName: string | null = null,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    return attributes.get(name)?.(this)
  }

  override attributeNames(): Iterable<string> {
    return attributes.keys()
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? dataAttribute(this, key) : undefined
  }

  override str(): string {
    if (this.ephemeralName !== null) return this.ephemeralName
    const path = renderRelation(this.relation, this.dialect)
    if (this.rowLimit === null) return path
    const rows = this.rowLimit === 0 ? 'where false limit 0' : `limit ${this.rowLimit}`
    return `(select * from ${path} ${rows}) _dbt_limit_subq_${this.relation.identifier ?? ''}`
  }

  override repr(): string {
    return `<${className(this.dialect, 'Relation')} ${this.str()}>`
  }

  override hashKey(): string {
    return relationKey(this.relation)
  }

  override equals(other: Value): boolean {
    return other instanceof RelationValue && relationKey(other.relation) === relationKey(this.relation)
  }

  with(change: Partial<Relation>): RelationValue {
    return new RelationValue({ ...this.relation, ...change }, this.dialect, this.rowLimit)
  }
}

/** The path of a relation that templates pass around, checked. */
export function asRelation(value: Value | undefined, what: string): RelationValue {
  if (value instanceof RelationValue) return value
  throw new TdbtError(
    'bad-argument',
    `${what} must be a relation, not ${isMissing(value) ? 'none' : str(value)}`,
  )
}

const pathParameters: readonly Parameter[] = [
  { name: 'database', default: null },
  { name: 'schema', default: null },
  { name: 'identifier', default: null },
]

function dataAttribute(self: RelationValue, name: string): Value | undefined {
  const { relation } = self
  switch (name) {
    case 'database':
      return relation.database
    case 'schema':
      return relation.schema
    case 'identifier':
    case 'table':
    case 'name':
      return relation.identifier
    case 'type':
      return relation.type
    case 'metadata':
      return Dict.of([['type', className(self.dialect, 'Relation')]])
    case 'path':
      return pathDict(relation)
    case 'quote_policy':
      return pathDict(relation.quote)
    case 'include_policy':
      return pathDict(relation.include)
    default:
      return undefined
  }
}

function pathDict(parts: PathParts<string | boolean | null>): Dict {
  return Dict.of([
    ['database', parts.database],
    ['schema', parts.schema],
    ['identifier', parts.identifier],
  ])
}

function changed<T>(parts: PathParts<T>, args: readonly Value[], convert: (value: Value) => T): PathParts<T> {
  const [database, schema, identifier] = args
  return {
    database: isMissing(database) ? parts.database : convert(database as Value),
    schema: isMissing(schema) ? parts.schema : convert(schema as Value),
    identifier: isMissing(identifier) ? parts.identifier : convert(identifier as Value),
  }
}

const asText = (value: Value): string | null => (value instanceof Undefined ? null : str(value))
const asFlag = (value: Value): boolean => value === true

const typeIs = (name: string, type: RelationType): readonly [string, (self: RelationValue) => Value] => [
  name,
  (self) => self.relation.type === type,
]

const typeConstants: readonly (readonly [string, RelationType])[] = [
  ['Table', 'table'],
  ['View', 'view'],
  ['CTE', 'cte'],
  ['External', 'external'],
  ['MaterializedView', 'materialized_view'],
]

const attributes: AttributeTable<RelationValue> = new Map<string, (self: RelationValue) => Value>([
  ...[
    'database',
    'schema',
    'identifier',
    'table',
    'name',
    'type',
    'metadata',
    'path',
    'quote_policy',
    'include_policy',
  ].map((name) => [name, (self: RelationValue) => dataAttribute(self, name) ?? null] as const),
  typeIs('is_table', 'table'),
  typeIs('is_view', 'view'),
  typeIs('is_cte', 'cte'),
  typeIs('is_materialized_view', 'materialized_view'),
  typeIs('is_pointer', 'pointer'),
  attribute('can_be_renamed', (self: RelationValue) => ['table', 'view'].includes(self.relation.type ?? '')),
  attribute('can_be_replaced', (self: RelationValue) => self.relation.type === 'view'),
  attribute('is_plain_view', (self: RelationValue) => self.relation.isPlainView === true),
  ...typeConstants.map(([name, type]) => [name, () => type] as const),
  method<RelationValue>('include', pathParameters, (self, args) => {
    const include = changed(self.relation.include, args, asFlag)
    return self.with({ include })
  }),
  method<RelationValue>('quote', pathParameters, (self, args) =>
    self.with({ quote: changed(self.relation.quote, args, asFlag) }),
  ),
  method<RelationValue>(
    'incorporate',
    [
      { name: 'path', default: null },
      { name: 'type', default: null },
    ],
    (self, [path, type]) => {
      const given = path instanceof Dict ? path : new Dict()
      // A part that is given as none is taken away: that is how a temporary relation loses its schema.
      const part = (name: 'database' | 'schema' | 'identifier'): string | null => {
        const value = given.get(name)
        return value === undefined ? self.relation[name] : value === null ? null : asText(value)
      }
      return self.with({
        database: part('database'),
        schema: part('schema'),
        identifier: part('identifier'),
        type: isMissing(type) ? self.relation.type : (str(type as Value) as RelationType),
      })
    },
  ),
  method<RelationValue>('replace_path', pathParameters, (self, args) =>
    self.with(changed(self.relation, args, asText)),
  ),
  method<RelationValue>('matches', pathParameters, (self, args) => {
    const wanted = changed<string | null>({ database: null, schema: null, identifier: null }, args, asText)
    return (['database', 'schema', 'identifier'] as const).every(
      (part) => wanted[part] === null || wanted[part] === self.relation[part],
    )
  }),
  method<RelationValue>('render', [], (self) => self.str()),
  method<RelationValue>('render_limited', [], (self) => self.str()),
  method<RelationValue>('quoted', ['identifier'], (self, [identifier]) =>
    self.dialect.quoteIdentifier(str(identifier as Value)),
  ),
  method<RelationValue>('without_identifier', [], (self) =>
    self.with({ include: { ...self.relation.include, identifier: false } }),
  ),
  method<RelationValue>('information_schema', [{ name: 'view_name', default: null }], (self, [view]) =>
    informationSchema(self, isMissing(view) ? null : str(view as Value)),
  ),
  method<RelationValue>(
    'get',
    ['key', { name: 'default', default: null }],
    (self, [key, fallback]) => dataAttribute(self, str(key as Value)) ?? fallback ?? null,
  ),
])

function informationSchema(self: RelationValue, view: string | null): RelationValue {
  return self.with({
    schema: 'INFORMATION_SCHEMA',
    identifier: view,
    quote: { database: self.relation.quote.database, schema: false, identifier: false },
    include: { database: true, schema: true, identifier: view !== null },
  })
}

/** An ephemeral model: prints as the name of the CTE that it becomes. */
export function ephemeralRelation(identifier: string, dialect: Dialect): RelationValue {
  const relation = createRelation({ database: null, schema: null, identifier }, { type: 'cte' })
  return new RelationValue(relation, dialect, null, `__dbt__cte__${identifier}`)
}

/** `api.Relation`: the class, with its constructors and constants. */
export function relationClass(dialect: Dialect, quoting: PathParts<boolean>): HostObject {
  return new RelationClass(dialect, quoting)
}

class RelationClass extends HostObject {
  constructor(
    private readonly dialect: Dialect,
    private readonly quoting: PathParts<boolean>,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    const constant = typeConstants.find(([key]) => key === name)
    if (constant) return constant[1]
    if (name === 'get_relation_type') return Dict.of(typeConstants.map(([key, type]) => [key, type]))
    if (name === 'scd_args') return templateFunction('scd_args', ['primary_key', 'updated_at'], scdArgs)
    if (name !== 'create') return undefined
    return method<RelationClass>(
      'create',
      [
        ...pathParameters,
        { name: 'type', default: null },
        { name: 'quote_policy', default: null },
        { name: 'include_policy', default: null },
        { name: 'limit', default: null },
      ],
      (self, args) => {
        const [database, schema, identifier, type, quotePolicy, includePolicy] = args
        const policy = (value: Value | undefined, fallback: PathParts<boolean>): PathParts<boolean> =>
          value instanceof Dict
            ? changed(
                fallback,
                [value.get('database') ?? null, value.get('schema') ?? null, value.get('identifier') ?? null],
                asFlag,
              )
            : fallback
        const all = { database: true, schema: true, identifier: true }
        return new RelationValue(
          createRelation(
            {
              database: isMissing(database) ? null : asText(database as Value),
              schema: isMissing(schema) ? null : asText(schema as Value),
              identifier: isMissing(identifier) ? null : asText(identifier as Value),
            },
            {
              type: isMissing(type) ? null : (str(type as Value) as RelationType),
              quote: policy(quotePolicy, self.quoting),
              include: policy(includePolicy, all),
            },
          ),
          self.dialect,
        )
      },
    )[1](this)
  }

  override str(): string {
    return "<class 'Relation'>"
  }
}

/** What a snapshot's row is identified by: the key's columns and the time of the change. */
function scdArgs([primaryKey, updatedAt]: readonly Value[]): Value {
  const keys = Array.isArray(primaryKey) ? primaryKey : [primaryKey as Value]
  return [...keys, updatedAt as Value]
}
