import {
  type ErrorOrigin,
  type ForeignSchema,
  nearest,
  type Target,
  TdbtError,
  TdbtErrors,
} from '@tdbt/adapter-api'
import { asText, isMapping } from '../json.js'

const known = ['target', 'by', 'host', 'port']

/**
 * Reads `foreign_schemas` of a target: for each schema the name of the output on whose server it lives, alone or as
 * `target` among the keys of a mapping.
 * @param at where a key of the target stands.
 * @param find another output of the profile.
 * @throws TdbtError, or TdbtErrors where several entries are wrong
 */
export function readForeignSchemas(
  target: Target,
  at: (...keys: readonly string[]) => ErrorOrigin,
  find: (name: string) => Target | undefined,
): ReadonlyMap<string, ForeignSchema> {
  const key = 'foreign_schemas'
  const written = target.credentials[key] ?? {}
  const problems: TdbtError[] = []
  const wrong = (keys: readonly string[], message: string, hint?: string | null): undefined => {
    problems.push(new TdbtError('foreign-schema-not-valid', message, { ...at(key, ...keys), hint }))
    return undefined
  }
  const read = (schema: string, value: unknown): ForeignSchema | undefined => {
    const entry = isMapping(value) ? value : { target: value }
    const { target: name, by, host, port } = entry
    for (const other of Object.keys(entry)) {
      if (!known.includes(other))
        wrong(
          [schema, other],
          `'${other}' is no key of a foreign schema`,
          nearest(other, known) ?? `the keys are ${known.join(', ')}`,
        )
    }
    if (typeof name !== 'string') return wrong([schema], `the foreign schema '${schema}' names no target`)
    if (name === target.name)
      return wrong([schema], `'${name}' is this target itself: its own schemas are not foreign`, null)
    const there = find(name)
    if (there === undefined)
      return wrong([schema], `the foreign schema '${schema}' names the target '${name}', which is not there`)
    if (there.type !== target.type)
      return wrong([schema], `'${name}' is of the type ${there.type}, and '${target.name}' is not`, null)
    const isText = (text: unknown): boolean => text === undefined || (typeof text === 'string' && text !== '')
    if (!isText(by)) wrong([schema, 'by'], `'by' says how the schema is linked, not ${asText(by)}`)
    if (!isText(host)) wrong([schema, 'host'], `'host' must be a text, not ${asText(host)}`)
    if (port !== undefined && !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65536))
      wrong([schema, 'port'], `'port' must be a whole number from 1 to 65535, not ${asText(port)}`)
    return {
      schema,
      target: there,
      by: by as string | undefined,
      host: host as string | undefined,
      port: port as number | undefined,
      at: (part) => at(key, schema, ...(Object.hasOwn(entry, part) && isMapping(value) ? [part] : [])),
    }
  }
  if (!isMapping(written)) {
    wrong([], `'${key}' must be a mapping of schemas to targets`)
  } else {
    const entries = Object.entries(written).flatMap(([schema, value]) => read(schema, value) ?? [])
    if (problems.length === 0) return new Map(entries.map((entry) => [entry.schema, entry]))
  }
  if (problems.length === 1) throw problems[0]
  throw new TdbtErrors(problems)
}
