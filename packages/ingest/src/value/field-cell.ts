import { inspect } from 'node:util'
import type { RawCell } from '../read/raw-row.js'
import { doubleHolds, plainDecimal } from './decimal.js'

/** A value as the text of a cell; `refused` says why it can't be one, and `cell` then shows it to people. */
export interface FieldCell {
  readonly cell: RawCell
  readonly refused?: string
}

/**
 * The cell that a field of a plugin's row makes. `needsAllDigits` refuses a number that may have lost some on its way:
 * one with more digits than a double keeps.
 */
export function fieldCell(value: unknown, needsAllDigits: boolean): FieldCell {
  switch (typeof value) {
    case 'undefined':
      return { cell: null }
    case 'string':
      return /\p{Surrogate}/u.test(value)
        ? { cell: value, refused: 'half a character (a lone surrogate), which no database can store' }
        : { cell: value }
    case 'number':
      return numberCell(value, needsAllDigits)
    case 'bigint':
    case 'boolean':
      return { cell: String(value) }
    case 'object':
      if (value === null) return { cell: null }
      if (value instanceof Date) return dateCell(value)
  }
  return {
    cell: inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY }),
    refused: `${kindOf(value)}, which is no value of a column; give a field of it, or its JSON text`,
  }
}

function numberCell(value: number, needsAllDigits: boolean): FieldCell {
  const text = String(value)
  if (!Number.isFinite(value)) return { cell: text, refused: `${text}, which is no number` }
  if (needsAllDigits && !doubleHolds(text))
    return {
      cell: text,
      refused: `the number ${text}, which has more digits than JavaScript keeps; give it as text, or say significantDigits`,
    }
  return { cell: plainDecimal(text) ?? text }
}

function dateCell(value: Date): FieldCell {
  return Number.isNaN(value.getTime())
    ? { cell: null, refused: 'a Date that is none' }
    : { cell: value.toISOString() }
}

/** A value by what it is: `a text`, `a list`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
