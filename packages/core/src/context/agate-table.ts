import type { QueryResult, ResultColumn, ResultValue } from '@tdbt/adapter-api'
import { compare, Dict, Float, HostObject, isIterable, iterate, str, Tuple, type Value } from '@tdbt/jinja'
import { type AttributeTable, isMissing, method } from './members.js'
import { PythonDecimal } from './python-decimal.js'

type Rows = readonly (readonly Value[])[]

/** A query's result, or a seed's file, with the part of agate's Table that projects and packages use. */
export class AgateTable extends HostObject {
  #rows: Rows | (() => Rows)

  /** @param makeRows is called where a template looks at the rows: of a seed that may have millions it seldom does. */
  constructor(
    readonly columns: readonly ResultColumn[],
    private readonly rowCount: number,
    makeRows: () => Rows,
  ) {
    super()
    this.#rows = makeRows
  }

  get rows(): Rows {
    // What they are made of is not held any longer.
    if (typeof this.#rows === 'function') this.#rows = this.#rows()
    return this.#rows
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'columns':
        return new AgateColumns(this)
      case 'rows':
        return this.rows.map((row) => new AgateRow(this, row))
      case 'column_names':
        return new Tuple(this.columns.map((column) => column.name))
      default:
        return tableMethods.get(name)?.(this)
    }
  }

  override iterate(): Iterable<Value> {
    return this.rows.map((row) => new AgateRow(this, row))
  }

  override length(): number {
    return this.rowCount
  }

  override str(): string {
    return `<agate.Table: ${this.columns.map((column) => column.name).join(', ')}>`
  }

  override repr(): string {
    return this.str()
  }
}

class AgateRow extends HostObject {
  override readonly isSequence = true

  constructor(
    private readonly table: AgateTable,
    private readonly values: readonly Value[],
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    const found = rowMethods.get(name)
    if (found) return found(this)
    return this.item(name)
  }

  override item(key: Value): Value | undefined {
    if (typeof key === 'number') return this.values.at(key)
    const index = this.table.columns.findIndex((column) => column.name === key)
    return index < 0 ? undefined : this.values[index]
  }

  override iterate(): Iterable<Value> {
    return this.values
  }

  override length(): number {
    return this.values.length
  }

  override contains(value: Value): boolean {
    return this.values.includes(value)
  }

  override str(): string {
    return `<agate.Row: (${this.values.map((value) => (value === null ? 'None' : str(value))).join(', ')})>`
  }

  names(): readonly string[] {
    return this.table.columns.map((column) => column.name)
  }

  all(): readonly Value[] {
    return this.values
  }
}

class AgateColumns extends HostObject {
  constructor(private readonly table: AgateTable) {
    super()
  }

  at(index: number): AgateColumn {
    return new AgateColumn(
      this.table.columns[index]?.name ?? '',
      this.table.rows.map((row) => row[index] ?? null),
    )
  }

  all(): readonly AgateColumn[] {
    return this.table.columns.map((_, index) => this.at(index))
  }

  names(): readonly string[] {
    return this.table.columns.map((column) => column.name)
  }

  override attr(name: string): Value | undefined {
    const found = columnsMethods.get(name)
    if (found) return found(this)
    return this.item(name)
  }

  override item(key: Value): Value | undefined {
    const count = this.table.columns.length
    if (typeof key === 'number') {
      const index = key < 0 ? count + key : key
      return index >= 0 && index < count ? this.at(index) : undefined
    }
    const index = this.table.columns.findIndex((column) => column.name === key)
    return index < 0 ? undefined : this.at(index)
  }

  override iterate(): Iterable<Value> {
    return [...this.all()]
  }

  override length(): number {
    return this.table.columns.length
  }
}

class AgateColumn extends HostObject {
  constructor(
    private readonly name: string,
    readonly cells: readonly Value[],
  ) {
    super()
  }

  override attr(name: string): Value | undefined {
    if (name === 'name') return this.name
    return columnMethods.get(name)?.(this)
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'number' ? this.cells.at(key) : undefined
  }

  override iterate(): Iterable<Value> {
    return this.cells
  }

  override length(): number {
    return this.cells.length
  }

  override contains(value: Value): boolean {
    return this.cells.includes(value)
  }
}

const tableMethods: AttributeTable<AgateTable> = new Map<string, (self: AgateTable) => Value>([
  method<AgateTable>('rename', ['column_names'], (self, [names]) => {
    const renamed = self.columns.map((column, index) => {
      if (Array.isArray(names)) return { ...column, name: str(names[index] as Value) }
      const name = names instanceof Dict ? names.get(column.name) : undefined
      return name === undefined ? column : { ...column, name: str(name) }
    })
    return new AgateTable(renamed, self.length(), () => self.rows)
  }),
  method<AgateTable>('select', ['key'], (self, [key]) =>
    withColumns(self, (name) => named(key).includes(name)),
  ),
  method<AgateTable>('exclude', ['key'], (self, [key]) =>
    withColumns(self, (name) => !named(key).includes(name)),
  ),
  method<AgateTable>('limit', ['start_or_stop', { name: 'stop', default: null }], (self, [start, stop]) => {
    const bounds = isMissing(stop) ? [0, Number(start)] : [Number(start), Number(stop)]
    const rows = self.rows.slice(...bounds)
    return new AgateTable(self.columns, rows.length, () => rows)
  }),
  method<AgateTable>('order_by', ['key', { name: 'reverse', default: false }], (self, [key, reverse]) => {
    const order = named(key).map((name) => self.columns.findIndex((column) => column.name === name))
    const sign = reverse === true ? -1 : 1
    const rows = [...self.rows].sort((a, b) => {
      for (const index of order) {
        const difference = orderOf(a[index] ?? null, b[index] ?? null)
        if (difference !== 0) return sign * difference
      }
      return 0
    })
    return new AgateTable(self.columns, rows.length, () => rows)
  }),
])

/** The names of columns that a method was given: one, or a list. */
function named(key: Value | undefined): readonly Value[] {
  return key !== undefined && isIterable(key) && typeof key !== 'string' ? [...iterate(key)] : [key ?? null]
}

function withColumns(table: AgateTable, wanted: (name: string) => boolean): AgateTable {
  const kept = [...table.columns.keys()].filter((index) => wanted(table.columns[index]?.name ?? ''))
  return new AgateTable(
    kept.map((index) => table.columns[index] as ResultColumn),
    table.length(),
    () => table.rows.map((row) => kept.map((index) => row[index] ?? null)),
  )
}

/** agate's rule: what is empty comes last. */
function orderOf(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compare(a, b)
}

const rowMethods: AttributeTable<AgateRow> = new Map<string, (self: AgateRow) => Value>([
  method<AgateRow>('values', [], (self) => new Tuple(self.all())),
  method<AgateRow>('keys', [], (self) => new Tuple(self.names())),
  method<AgateRow>('items', [], (self) =>
    self.names().map((name, index) => new Tuple([name, self.all()[index] ?? null])),
  ),
  method<AgateRow>('dict', [], (self) =>
    Dict.of(self.names().map((name, index) => [name, self.all()[index] ?? null])),
  ),
  method<AgateRow>(
    'get',
    ['key', { name: 'default', default: null }],
    (self, [key, fallback]) => self.item(key as Value) ?? fallback ?? null,
  ),
])

const columnsMethods: AttributeTable<AgateColumns> = new Map<string, (self: AgateColumns) => Value>([
  method<AgateColumns>('values', [], (self) => new Tuple(self.all())),
  method<AgateColumns>('keys', [], (self) => new Tuple(self.names())),
  method<AgateColumns>('items', [], (self) =>
    self.names().map((name, index) => new Tuple([name, self.at(index)])),
  ),
  method<AgateColumns>(
    'get',
    ['key', { name: 'default', default: null }],
    (self, [key, fallback]) => self.item(key as Value) ?? fallback ?? null,
  ),
])

const columnMethods: AttributeTable<AgateColumn> = new Map<string, (self: AgateColumn) => Value>([
  method<AgateColumn>('values', [], (self) => new Tuple(self.cells)),
  method<AgateColumn>('values_distinct', [], (self) => [...new Set(self.cells)]),
  method<AgateColumn>(
    'values_without_nulls',
    [],
    (self) => new Tuple(self.cells.filter((cell) => cell !== null)),
  ),
])

/** A value of a result as a template has it: integers are ints, other numbers Decimals. */
export function resultValue(value: ResultValue, column: ResultColumn): Value {
  if (value === null || typeof value === 'boolean') return value
  if (column.kind === 'integer') return typeof value === 'number' ? value : BigInt(value)
  // dbt makes Decimals of floats too; what is no number, as NaN, stays a float.
  if (column.kind === 'number') {
    const text = String(value)
    // agate makes its decimal of how Python prints a float, where a whole one has a point.
    const isWholeFloat = typeof value === 'number' && /^-?\d+$/.test(text)
    return PythonDecimal.parse(isWholeFloat ? `${text}.0` : text) ?? new Float(Number(value))
  }
  return typeof value === 'number' ? value : String(value)
}

export function agateTable(result: Pick<QueryResult, 'columns' | 'rows'>): AgateTable {
  return new AgateTable(distinctNames(result.columns), result.rows.length, () =>
    result.rows.map((row) =>
      row.map((value, index) => resultValue(value, result.columns[index] as ResultColumn)),
    ),
  )
}

export const emptyTable = new AgateTable([], 0, () => [])

/** dbt's rule: the second column of a name is `name_2`. */
function distinctNames(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  const counts = new Map<string, number>()
  return columns.map((column) => {
    const count = (counts.get(column.name) ?? 0) + 1
    counts.set(column.name, count)
    return count === 1 ? column : { ...column, name: `${column.name}_${count}` }
  })
}
