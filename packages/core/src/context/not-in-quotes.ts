import { type ErrorCode, TdbtError } from '@tdbt/adapter-api'
import { Undefined, type Value } from '@tdbt/jinja'

const codes = {
  ref: 'ref-arguments',
  source: 'ref-arguments',
  config: 'bad-argument',
} satisfies Record<string, ErrorCode>

/** What is wrong with `ref(orders)` or `config(materialized=table)`: a name that means nothing, for want of quotes. */
export function notInQuotes(called: keyof typeof codes, value: Value | undefined): TdbtError | undefined {
  if (!(value instanceof Undefined) || value.name === undefined) return undefined
  const message = `'${value.name}', which ${called}() is called with, is undefined`
  return new TdbtError(codes[called], message, { hint: `put it in quotes if it is a text: '${value.name}'` })
}
