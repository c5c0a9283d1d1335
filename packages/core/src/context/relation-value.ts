import {
  createRelation,
  type Dialect,
  type PathParts,
  type Relation,
  type RelationType,
  renderRelation,
  TdbtError,
} from '@tdbt/adapter-api'
import { Dict, HostObject, str, type Value } from '@tdbt/jinja'
import { className } from './class-name.js'
import { type AttributeTable, attribute, isMissing, method, type Parameter } from './members.js'

/** What a relation has beside its place in the warehouse. */
export interface RelationSettings {
  /** How many of its rows are read where it prints as a subquery (`--empty`, `--sample`); null for all. */
  readonly limit: number | null
  /** Whether that subquery has an alias, without which Postgres up to 15 refuses it. */
  readonly requireAlias: boolean
  /** Whether names that are not quoted match without regard to case. */
  readonly dbtCreated: boolean
  /** Of an information schema: the view in it that is meant, if one is. */
  readonly informationSchema: { readonly view: string | null } | null
}

const usual: RelationSettings = {
  limit: null,
  requireAlias: true,
  dbtCreated: false,
  informationSchema: null,
}

/** dbt's Relation as templates see it: prints as its quoted path, is a mapping, can be a dictionary's key. */
export class RelationValue extends HostObject {
  override readonly isMapping = true
  readonly settings: RelationSettings

  constructor(
    readonly relation: Relation,
    readonly dialect: Dialect,
    settings: Partial<RelationSettings> = {},
  ) {
    super()
    this.settings = { ...usual, ...settings }
  }

  override attr(name: string): Value | undefined {
    return attributes.get(name)?.(this)
  }

  override attributeNames(): Iterable<string> {
    return attributes.keys()
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? attributes.get(key)?.(this) : undefined
  }

  override str(): string {
    return this.renderLimited()
  }

  /** The path alone, whatever limit there is. */
  render(): string {
    const path = renderRelation(this.relation, this.dialect)
    const view = this.settings.informationSchema?.view
    return isMissing(view) ? path : `${path}.${view}`
  }

  renderLimited(): string {
    const path = this.render()
    const { limit, requireAlias } = this.settings
    if (limit === null) return path
    const rows = limit === 0 ? 'where false limit 0' : `limit ${limit}`
    const alias = requireAlias ? ` _dbt_limit_subq_${this.relation.identifier ?? 'None'}` : ''
    return `(select * from ${path} ${rows})${alias}`
  }

  override repr(): string {
    const name = this.settings.informationSchema ? 'InformationSchema' : className(this.dialect, 'Relation')
    return `<${name} ${this.render()}>`
  }

  /** dbt's rule: two relations are one if all that they are made of is the same. */
  override hashKey(): string {
    const { database, schema, identifier, type, quote, include } = this.relation
    const policies = [quote, include].map((parts) => [parts.database, parts.schema, parts.identifier])
    return JSON.stringify([database, schema, identifier, type, policies, this.settings])
  }

  override equals(other: Value): boolean {
    return other instanceof RelationValue && other.hashKey() === this.hashKey()
  }

  with(change: Partial<Relation>, settings: Partial<RelationSettings> = {}): RelationValue {
    const { isPlainView: _, ...relation } = this.relation
    return new RelationValue({ ...relation, ...change }, this.dialect, { ...this.settings, ...settings })
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

/** An ephemeral model: prints as the name of the CTE that it becomes. */
export function ephemeralRelation(
  alias: string,
  dialect: Dialect,
  settings: Partial<RelationSettings>,
): RelationValue {
  const relation = createRelation(
    { database: null, schema: null, identifier: ephemeralPrefix + alias },
    { type: 'cte', quote: { database: true, schema: true, identifier: false } },
  )
  return new RelationValue(relation, dialect, settings)
}

/** What dbt puts before the name of an ephemeral model's CTE. */
export const ephemeralPrefix = '__dbt__cte__'

export const typeConstants: readonly (readonly [string, RelationType])[] = [
  ['Table', 'table'],
  ['View', 'view'],
  ['CTE', 'cte'],
  ['External', 'external'],
  ['MaterializedView', 'materialized_view'],
  ['PointerTable', 'pointer_table'],
  ['Function', 'function'],
]

/** What a snapshot's row is identified by: the key's columns and the time of the change. */
export function scdArgs([primaryKey, updatedAt]: readonly Value[]): Value {
  const keys = Array.isArray(primaryKey) ? primaryKey : [primaryKey as Value]
  return [...keys, updatedAt as Value]
}

const partNames = ['database', 'schema', 'identifier'] as const

export const pathParameters: readonly Parameter[] = partNames.map((name) => ({ name, default: null }))

export function pathDict(parts: PathParts<string | boolean | null>): Dict {
  return Dict.of(partNames.map((name) => [name, parts[name]]))
}

/** A part of a path: a text, or none. */
export function pathPart(name: string, value: Value | undefined): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  throw new TdbtError('bad-argument', `a relation's ${name} must be a text, not '${str(value)}'`)
}

/** Parts with those of a dictionary over them: of a path, or of a policy. */
export function overlaid<T>(
  parts: PathParts<T>,
  given: Value | undefined,
  convert: (value: Value, name: string) => T,
): PathParts<T> {
  const part = (name: (typeof partNames)[number]): T => {
    const value =
      given instanceof Dict ? given.get(name) : given instanceof HostObject ? given.attr?.(name) : undefined
    return value === undefined ? parts[name] : convert(value, name)
  }
  return { database: part('database'), schema: part('schema'), identifier: part('identifier') }
}

/** Flags with those that are given over them; none leaves one as it is. */
function flags(parts: PathParts<boolean>, args: readonly Value[]): PathParts<boolean> {
  const flag = (index: number, name: (typeof partNames)[number]): boolean =>
    isMissing(args[index]) ? parts[name] : args[index] === true
  return { database: flag(0, 'database'), schema: flag(1, 'schema'), identifier: flag(2, 'identifier') }
}

export const asFlag = (value: Value): boolean => value === true

/** dbt's `incorporate`: changes what is named; a part of the path that is given as none is taken away. */
function incorporate(self: RelationValue, [changes]: readonly Value[]): RelationValue {
  const given = changes instanceof Dict ? changes : new Dict()
  const { relation, settings } = self
  const type = given.get('type')
  const limit = given.get('limit')
  return self.with(
    {
      ...overlaid<string | null>(relation, given.get('path'), (value, name) => pathPart(name, value)),
      type: type === undefined ? relation.type : isMissing(type) ? null : (str(type) as RelationType),
      quote: overlaid(relation.quote, given.get('quote_policy'), asFlag),
      include: overlaid(relation.include, given.get('include_policy'), asFlag),
    },
    {
      limit: limit === undefined ? settings.limit : typeof limit === 'number' ? limit : null,
      requireAlias: asFlag(given.get('require_alias') ?? settings.requireAlias),
      dbtCreated: asFlag(given.get('dbt_created') ?? settings.dbtCreated),
    },
  )
}

/**
 * dbt's rule: a path that differs by its case or quotes alone is an error, since one of the two names is a slip. Names
 * that dbt made without quotes have no case.
 */
function matches({ relation, settings }: RelationValue, args: readonly Value[]): boolean {
  const wanted = partNames.flatMap((name, index) => {
    const value = pathPart(name, isMissing(args[index]) ? null : args[index])
    return value === null ? [] : [{ name, value }]
  })
  if (wanted.length === 0)
    throw new TdbtError('bad-argument', 'matches() needs a database, a schema or an identifier')
  const bare = (text: string): string => text.toLowerCase().replace(/^"+|"+$/g, '')
  const isExact = wanted.every(({ name, value }) =>
    settings.dbtCreated && !relation.quote[name]
      ? relation[name]?.toLowerCase() === value.toLowerCase()
      : relation[name] === value,
  )
  if (!isExact && wanted.every(({ name, value }) => bare(relation[name] ?? 'none') === bare(value))) {
    const sought = wanted.map(({ value }) => value).join('.')
    throw new TdbtError(
      'bad-argument',
      `'${sought}' differs from the relation ${partNames.map((name) => relation[name]).join('.')} by its case or quotes alone`,
      { hint: 'write the name as the database has it, or set quoting in dbt_project.yml' },
    )
  }
  return isExact
}

export function informationSchema(self: RelationValue, view: Value | undefined): RelationValue {
  const { database, quote } = self.relation
  return self.with(
    {
      schema: null,
      identifier: 'INFORMATION_SCHEMA',
      type: 'view',
      quote: { ...quote, identifier: false },
      include: { database: database !== null, schema: false, identifier: true },
    },
    { ...usual, informationSchema: { view: typeof view === 'string' ? view : null } },
  )
}

const typeIs = (name: string, type: RelationType): readonly [string, (self: RelationValue) => Value] => [
  name,
  (self) => self.relation.type === type,
]

const changeable: ReadonlySet<RelationType | null> = new Set(['table', 'view'])

const attributes: AttributeTable<RelationValue> = new Map<string, (self: RelationValue) => Value>([
  ...partNames.map((name) => attribute(name, (self: RelationValue) => self.relation[name])),
  ...['table', 'name'].map((name) => attribute(name, (self: RelationValue) => self.relation.identifier)),
  attribute('type', (self: RelationValue) => self.relation.type),
  ['path', (self) => pathDict(self.relation)],
  ['quote_policy', (self) => pathDict(self.relation.quote)],
  ['include_policy', (self) => pathDict(self.relation.include)],
  attribute('limit', (self: RelationValue) => self.settings.limit),
  attribute('require_alias', (self: RelationValue) => self.settings.requireAlias),
  attribute('dbt_created', (self: RelationValue) => self.settings.dbtCreated),
  attribute(
    'information_schema_view',
    (self: RelationValue) => self.settings.informationSchema?.view ?? null,
  ),
  attribute('event_time_filter', () => null),
  attribute('catalog', () => null),
  attribute('quote_character', () => '"'),
  typeIs('is_table', 'table'),
  typeIs('is_view', 'view'),
  typeIs('is_cte', 'cte'),
  typeIs('is_materialized_view', 'materialized_view'),
  typeIs('is_pointer', 'pointer_table'),
  typeIs('is_function', 'function'),
  attribute('can_be_renamed', (self: RelationValue) => changeable.has(self.relation.type)),
  attribute('can_be_replaced', (self: RelationValue) => changeable.has(self.relation.type)),
  attribute('is_plain_view', (self: RelationValue) => self.relation.isPlainView === true),
  ...typeConstants.map(([name, type]) => [name, () => type] as const),
  method<RelationValue>('include', pathParameters, (self, args) =>
    self.with({ include: flags(self.relation.include, args) }),
  ),
  method<RelationValue>('quote', pathParameters, (self, args) =>
    self.with({ quote: flags(self.relation.quote, args) }),
  ),
  method<RelationValue>('incorporate', ['**kwargs'], incorporate),
  method<RelationValue>('replace', ['**kwargs'], incorporate),
  method<RelationValue>('replace_path', ['**kwargs'], (self, [path]) =>
    self.with(overlaid<string | null>(self.relation, path, (value, name) => pathPart(name, value))),
  ),
  method<RelationValue>('matches', pathParameters, matches),
  method<RelationValue>('render', [], (self) => self.render()),
  method<RelationValue>('render_limited', [], (self) => self.renderLimited()),
  method<RelationValue>('quoted', ['identifier'], (self, [identifier]) =>
    self.dialect.quoteIdentifier(str(identifier as Value)),
  ),
  method<RelationValue>('without_identifier', [], (self) =>
    self.with({ identifier: null, include: { ...self.relation.include, identifier: false } }),
  ),
  method<RelationValue>('information_schema', [{ name: 'view_name', default: null }], (self, [view]) =>
    informationSchema(self, view),
  ),
  method<RelationValue>('information_schema_only', [], (self) => informationSchema(self, null)),
  method<RelationValue>(
    'relation_max_name_length',
    [],
    ({ dialect: { maxIdentifierLength } }) => maxIdentifierLength,
  ),
  method<RelationValue>(
    'add_ephemeral_prefix',
    ['name'],
    (_, [name]) => ephemeralPrefix + str(name as Value),
  ),
  method<RelationValue>('scd_args', ['primary_key', 'updated_at'], (_, args) => scdArgs(args)),
  method<RelationValue>(
    'get',
    ['key', { name: 'default', default: null }],
    (self, [key, fallback]) =>
      // Packages ask it for what it is: `relation.get('metadata', {}).get('type', '').endswith('Relation')`.
      (key === 'metadata'
        ? Dict.of([['type', className(self.dialect, 'Relation')]])
        : self.item(key as Value)) ??
      fallback ??
      null,
  ),
])
