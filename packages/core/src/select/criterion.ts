import { nearest, TdbtError } from '@tdbt/adapter-api'

/** dbt's methods, in the order of its documentation. */
export const selectorMethods = [
  'fqn',
  'tag',
  'source',
  'path',
  'file',
  'package',
  'config',
  'test_name',
  'test_type',
  'resource_type',
  'exposure',
  'access',
  'group',
  'state',
  'result',
  'source_status',
  'version',
  'metric',
  'semantic_model',
  'saved_query',
  'unit_test',
] as const

export type SelectorMethod = (typeof selectorMethods)[number]

/** One `method:value` with its operators. */
export interface Criterion {
  readonly method: SelectorMethod
  /** What follows the method's name: `meta`, `owner` of `config.meta.owner:x`. */
  readonly methodArguments: readonly string[]
  readonly value: string
  /** The same where selectors.yml has it as a number. */
  readonly numberValue?: number
  /** `@`: all descendants, and all ancestors of these. */
  readonly childrensParents: boolean
  /** Steps upstream: 0 without `+`, Infinity for a bare one. */
  readonly parentsDepth: number
  readonly childrenDepth: number
}

const pattern =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\p{L}\p{N}_.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/su

/**
 * Reads one word of dbt's selection syntax.
 * @throws TdbtError (`Runtime`) for an unknown method, and for `@` together with a trailing `+`.
 */
export function parseCriterion(raw: string): Criterion {
  // Every part may be missing, so that any text matches.
  const { at, parents, method, value = '', children } = pattern.exec(raw)!.groups!
  if (at !== undefined && children !== undefined) {
    throw new TdbtError(
      'selection-not-valid',
      `'${raw}' is no valid selection: '@' in front and '+' behind exclude each other`,
      {
        hint: "'@x' selects everything that 'x+' does",
      },
    )
  }
  return {
    ...parseMethod(method ?? defaultMethod(value)),
    value,
    childrensParents: at !== undefined,
    parentsDepth: depth(parents),
    childrenDepth: depth(children),
  }
}

/**
 * Reads a method with what follows its name: `config.meta.owner`.
 * @throws TdbtError (`Runtime`) for an unknown one.
 */
export function parseMethod(written: string): Pick<Criterion, 'method' | 'methodArguments'> {
  const [name, ...methodArguments] = written.split('.')
  return { method: checkMethod(name!), methodArguments }
}

function depth(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}

function defaultMethod(value: string): SelectorMethod {
  if (/[\\/]/.test(value)) return 'path'
  return /\.(sql|py|csv)$/i.test(value) ? 'file' : 'fqn'
}

function checkMethod(name: string): SelectorMethod {
  const known = selectorMethods.find((method) => method === name)
  if (known) return known
  const near = nearest(name, selectorMethods)
  const methods = `the methods are ${selectorMethods.join(', ')}`
  throw new TdbtError('selection-method-unknown', `'${name}' is not a valid method name`, {
    hint: near === undefined ? methods : `${near} ${methods}`,
  })
}
