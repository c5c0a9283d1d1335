/** A column as the catalog has it (dbt's Column). */
export interface Column {
  readonly name: string
  /** The type's name without its size, as information_schema spells it: `character varying`, `integer`. */
  readonly dtype: string
  readonly charSize: number | null
  readonly numericPrecision: number | null
  readonly numericScale: number | null
  /** The type as a column definition writes it, where `dtype` only names its class: `integer[]`, `public.mood`. */
  readonly definition?: string
}
