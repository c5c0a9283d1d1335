import { type Column, type Dialect, TdbtError } from '@tdbt/adapter-api'
import { type CallArgs, Dict, HostObject, type MaybePromise, repr, str, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import { className } from './class-name.js'
import { type AttributeTable, attribute, isMissing, method } from './members.js'

/** dbt's Column as templates see it. */
export class ColumnValue extends HostObject {
  constructor(
    readonly column: Column,
    readonly dialect: Dialect,
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    return attributes.get(name)?.(this)
  }

  override str(): string {
    return this.repr()
  }

  /** As dbt's messages list columns. */
  override repr(): string {
    const { name, dtype, charSize, numericPrecision, numericScale } = this.column
    const fields: readonly (readonly [string, Value])[] = [
      ['column', name],
      ['dtype', dtype],
      ['char_size', charSize],
      ['numeric_precision', numericPrecision],
      ['numeric_scale', numericScale],
    ]
    const shown = fields.map(([key, value]) => `${key}=${repr(value)}`).join(', ')
    return `${className(this.dialect, 'Column')}(${shown})`
  }

  override equals(other: Value): boolean {
    return other instanceof ColumnValue && JSON.stringify(other.column) === JSON.stringify(this.column)
  }

  override hashKey(): string {
    return JSON.stringify(this.column)
  }
}

const attributes: AttributeTable<ColumnValue> = new Map<string, (self: ColumnValue) => Value>([
  attribute('name', (self: ColumnValue) => self.column.name),
  attribute('column', (self: ColumnValue) => self.column.name),
  attribute('quoted', (self: ColumnValue) => self.dialect.quoteIdentifier(self.column.name)),
  attribute('dtype', (self: ColumnValue) => self.column.dtype),
  attribute('data_type', (self: ColumnValue) => self.dialect.columnType(self.column)),
  attribute(
    'expanded_data_type',
    (self: ColumnValue) => self.column.definition ?? self.dialect.columnType(self.column),
  ),
  attribute('char_size', (self: ColumnValue) => self.column.charSize),
  attribute('numeric_precision', (self: ColumnValue) => self.column.numericPrecision),
  attribute('numeric_scale', (self: ColumnValue) => self.column.numericScale),
  method<ColumnValue>('is_string', [], (self) => self.dialect.isString(self.column)),
  method<ColumnValue>('is_integer', [], (self) => self.dialect.isInteger(self.column)),
  method<ColumnValue>('is_float', [], (self) => self.dialect.isFloat(self.column)),
  method<ColumnValue>('is_numeric', [], (self) => self.dialect.isNumeric(self.column)),
  method<ColumnValue>('is_number', [], (self) =>
    [self.dialect.isInteger, self.dialect.isFloat, self.dialect.isNumeric].some((is) => is(self.column)),
  ),
  method<ColumnValue>('string_size', [], ({ column, dialect }) => {
    if (!dialect.isString(column))
      throw new TdbtError('bad-argument', `string_size() of the column ${column.name}, which is no text`)
    // dbt: text without a size counts as 256.
    return column.dtype === 'text' ? 256 : (column.charSize ?? 256)
  }),
  method<ColumnValue>('can_expand_to', ['other_column'], (self, [other]) =>
    other instanceof ColumnValue ? self.dialect.canExpandTo(self.column, other.column) : false,
  ),
  method<ColumnValue>(
    'literal',
    ['value'],
    (self, [value]) => `${str(value as Value)}::${self.dialect.columnType(self.column)}`,
  ),
  ...typeMethods<ColumnValue>(),
])

/** What the class has too: the spelling of types. */
function typeMethods<Self>(): readonly (readonly [string, (self: Self) => Value])[] {
  return [
    ['TYPE_LABELS', () => Dict.of([['STRING', 'TEXT']])],
    method<Self>('translate_type', ['dtype'], (_self, [dtype]) => translateType(str(dtype as Value))),
    method<Self>('string_type', ['size'], (_self, [size]) => `character varying(${str(size as Value)})`),
    method<Self>('numeric_type', ['dtype', 'precision', 'scale'], (_self, [dtype, precision, scale]) =>
      isMissing(precision) || isMissing(scale)
        ? str(dtype as Value)
        : `${str(dtype as Value)}(${str(precision as Value)},${str(scale as Value)})`,
    ),
  ]
}

/** `api.Column`: the class, with its constructors. */
export function columnClass(dialect: Dialect): HostObject {
  return new ColumnClass(dialect)
}

const columnParameters = [
  'column',
  'dtype',
  { name: 'char_size', default: null },
  { name: 'numeric_precision', default: null },
  { name: 'numeric_scale', default: null },
]

class ColumnClass extends HostObject {
  constructor(private readonly dialect: Dialect) {
    super()
  }

  override attr(name: string): Value | undefined {
    return classMethods.get(name)?.(this)
  }

  override call(args: CallArgs): MaybePromise<Value> {
    return templateFunction('Column', columnParameters, (fields) => this.make(fields)).call(args)
  }

  make([name, dtype, charSize, precision, scale]: readonly Value[]): ColumnValue {
    const size = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null)
    return new ColumnValue(
      {
        name: str(name as Value),
        dtype: str(dtype as Value),
        charSize: size(charSize),
        numericPrecision: size(precision),
        numericScale: size(scale),
      },
      this.dialect,
    )
  }

  override str(): string {
    return "<class 'Column'>"
  }
}

const classMethods: AttributeTable<ColumnClass> = new Map<string, (self: ColumnClass) => Value>([
  method<ColumnClass>('create', ['name', 'label_or_dtype'], (self, [name, dtype]) =>
    self.make([name as Value, translateType(str(dtype as Value))]),
  ),
  method<ColumnClass>('from_description', ['name', 'raw_data_type'], (self, [name, type]) =>
    self.make([name as Value, ...describedType(str(type as Value))]),
  ),
  ...typeMethods<ColumnClass>(),
])

/** The type of a column as it is written, with its size: `varchar(12)` or `numeric(10, 2)`. */
function describedType(text: string): readonly Value[] {
  const [, dtype = text, sizes] = /^([^(]+)(?:\(([^)]+)\))?/.exec(text) ?? []
  if (sizes === undefined) return [dtype]
  const [size, scale] = sizes.split(',').map((part) => {
    if (/^\s*[+-]?\d+\s*$/.test(part)) return Number(part)
    throw new TdbtError('bad-argument', `'${text}' is no type of a column: '${part}' is no whole number`)
  })
  return scale === undefined ? [dtype, size ?? null] : [dtype, null, size ?? null, scale]
}

/** The one word that packages use for a type and that is no type in SQL. */
function translateType(dtype: string): string {
  return dtype.toUpperCase() === 'STRING' ? 'TEXT' : dtype
}
