import type { Dialect } from '@tdbt/adapter-api'

/** A database that is none: its names are in backticks, so that whatever core takes for granted shows. */
export const tinyDialect: Dialect = {
  name: 'tiny',
  maxIdentifierLength: 20,
  quoteIdentifier: (identifier) => `\`${identifier}\``,
  literal: (text) => `«${text}»`,
  columnType: (column) => column.dtype,
  canExpandTo: () => false,
  isString: (column) => column.dtype === 'words',
  isInteger: (column) => column.dtype === 'count',
  isFloat: () => false,
  isNumeric: (column) => column.dtype === 'count',
  seedType: (kind) => kind,
}

/** The macros of that database's adapter, by their paths in its folder. */
export const tinyMacros = {
  'tiny_adapter/macros/adapter.sql': "{% macro tiny__shout(word) %}{{ return(word ~ '!') }}{% endmacro %}\n",
}
