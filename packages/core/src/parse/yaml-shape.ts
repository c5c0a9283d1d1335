import { nearest } from '@tdbt/adapter-api'
import type { Json } from '../json.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

type Path = readonly (string | number)[]

/** Where a value of a properties file is read, for errors. */
interface Reading {
  readonly property: PropertyEntry
  readonly path: Path
}

/**
 * Makes dbt's JSON of a value of YAML; a value that is not there is undefined.
 * @throws TdbtError that points at the value
 */
export type Shape = (value: unknown, reading: Reading) => Json

/** Reads an entry, or a part of it, into dbt's shape. */
export function readShape(shape: Shape, property: PropertyEntry, value: unknown, path: Path = []): Json {
  return shape(value, { property, path })
}

function refuse({ property, path }: Reading, message: string, hint?: string): never {
  throw property.error('properties-not-valid', message, path, hint)
}

function nameOf({ path }: Reading): string {
  return `'${path.findLast((part) => typeof part === 'string') ?? 'it'}'`
}

export const text: Shape = (value, reading) =>
  typeof value === 'string' ? value : refuse(reading, `${nameOf(reading)} must be a text`)

export const flag: Shape = (value, reading) =>
  typeof value === 'boolean' ? value : refuse(reading, `${nameOf(reading)} must be true or false`)

export const number: Shape = (value, reading) => {
  const plain = Number(value)
  return typeof value === 'boolean' || value === null || Number.isNaN(plain)
    ? refuse(reading, `${nameOf(reading)} must be a number`)
    : plain
}

/** Whatever stands there. */
export const anything: Shape = (value) => value as Json

export function oneOf(...choices: readonly string[]): Shape {
  return (value, reading) => {
    const lower = typeof value === 'string' ? value.toLowerCase() : ''
    if (choices.includes(lower)) return lower
    return refuse(
      reading,
      `${nameOf(reading)} must be one of ${choices.join(', ')}`,
      typeof value === 'string' ? nearest(value, choices) : undefined,
    )
  }
}

/** What may be left out. */
export function optional(shape: Shape, fallback: Json = null): Shape {
  return (value, reading) => (value === undefined || value === null ? fallback : shape(value, reading))
}

export function list(shape: Shape): Shape {
  return (value, { property, path }) => {
    if (value === undefined || value === null) return []
    if (!Array.isArray(value))
      return refuse({ property, path }, `${nameOf({ property, path })} must be a list`)
    return value.map((item: unknown, index) => shape(item, { property, path: [...path, index] }))
  }
}

/** A mapping of these keys alone, as dbt's classes have them; in their order. */
export function record(fields: Readonly<Record<string, Shape>>, written: readonly string[] = []): Shape {
  const known = [...Object.keys(fields), ...written]
  return (value, reading) => {
    const { property, path } = reading
    if (!isEntry(value)) return refuse(reading, `${nameOf(reading)} must be a mapping`)
    const unknown = Object.keys(value).find((key) => !known.includes(key))
    if (unknown !== undefined) {
      const at = { property, path: [...path, unknown] }
      return refuse(
        at,
        `'${unknown}' is no key here; these are: ${known.join(', ')}`,
        nearest(unknown, known),
      )
    }
    return Object.fromEntries(
      Object.entries(fields).map(([key, shape]) => [
        key,
        shape(value[key], { property, path: [...path, key] }),
      ]),
    )
  }
}
