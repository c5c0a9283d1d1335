import type { Column, Dialect } from '@tdbt/adapter-api'
import { type CallArgs, HostObject, type MaybePromise, repr, str, type Value } from '@tdbt/jinja'
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
    return `<${className(this.dialect, 'Column')} ${this.column.name} (${this.dialect.columnType(this.column)})>`
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
  // dbt: text without a size counts as 256.
  method<ColumnValue>('string_size', [], (self) => self.column.charSize ?? 256),
  method<ColumnValue>('can_expand_to', ['other_column'], (self, [other]) =>
    other instanceof ColumnValue ? self.dialect.canExpandTo(self.column, other.column) : false,
  ),
  method<ColumnValue>(
    'literal',
    ['value'],
    (self, [value]) => `${str(value as Value)}::${self.dialect.columnType(self.column)}`,
  ),
])

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
  method<ColumnClass>('create', ['name', 'label_or_dtype'], (self, args) => self.make(args)),
  method<ColumnClass>('translate_type', ['dtype'], (_self, [dtype]) => translateType(str(dtype as Value))),
  method<ColumnClass>('string_type', [{ name: 'size', default: null }], (_self, [size]) =>
    isMissing(size) ? 'text' : `character varying(${str(size as Value)})`,
  ),
  method<ColumnClass>('numeric_type', ['dtype', 'precision', 'scale'], (_self, [dtype, precision, scale]) =>
    isMissing(precision) || isMissing(scale)
      ? str(dtype as Value)
      : `${str(dtype as Value)}(${str(precision as Value)},${str(scale as Value)})`,
  ),
])

/** The one word that packages use for a type and that is no type in SQL. */
function translateType(dtype: string): string {
  return dtype.toUpperCase() === 'STRING' ? 'TEXT' : dtype
}
