import { fromJs, repr, str } from '@tdbt/jinja'
import { md5 } from '../manifest/dbt-shape.js'
import type { TestMetadata } from '../manifest/node.js'
import { isEntry } from './read-properties.js'

/**
 * dbt's name of a test: the test, the model and the arguments by their keys' order; from 64 characters on, 30 of the
 * beginning and an MD5 stand for it in files and aliases.
 */
export function synthesizeName(
  identifier: string,
  label: string,
  args: Readonly<Record<string, unknown>>,
): { readonly short: string; readonly full: string } {
  const flat: string[] = []
  for (const key of Object.keys(args).sort()) {
    if (key === 'model') continue
    const value = args[key]
    const parts = Array.isArray(value) ? value : isEntry(value) ? Object.values(value) : [value]
    for (const part of parts) flat.push(str(fromJs(part)).replace(/[^0-9a-zA-Z_]+/g, '_'))
  }
  const test = `${identifier}_${label}`
  const full = `${test}_${flat.join('__')}`
  const short = full.length >= 64 ? `${test.slice(0, 30)}_${md5(full)}` : full
  return { short, full }
}

/** dbt's end of a test's unique id: ten characters of a hash of its name and what it was made from. */
export function testHash(name: string, metadata: TestMetadata): string {
  const { namespace, name: testName, kwargs } = metadata
  return md5(name + repr(fromJs(hashable({ namespace, name: testName, kwargs })))).slice(-10)
}

/** Keys sorted, every leaf as Python's str. */
function hashable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hashable)
  if (isEntry(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, hashable(value[key])]),
    )
  }
  return str(fromJs(value))
}
