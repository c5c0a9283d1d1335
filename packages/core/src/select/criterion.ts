import { nearest, TdbtError } from '@tdbt/adapter-api'

/** The methods that can be used, in the order of dbt's documentation. */
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
] as const

export type SelectorMethod = (typeof selectorMethods)[number]

/** dbt has these too. */
const unsupportedMethods = [
  'state',
  'result',
  'source_status',
  'version',
  'metric',
  'semantic_model',
  'saved_query',
  'unit_test',
  'selector',
] as const

/** One `method:value` with its operators. */
export interface Criterion {
  readonly raw: string
  readonly method: SelectorMethod
  /** What follows the method's name: `meta`, `owner` of `config.meta.owner:x`. */
  readonly methodArguments: readonly string[]
  readonly value: string
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
  const [name, ...methodArguments] = method === undefined ? [defaultMethod(value)] : method.split('.')
  return {
    raw,
    method: checkMethod(name!, raw),
    methodArguments,
    value,
    childrensParents: at !== undefined,
    parentsDepth: depth(parents),
    childrenDepth: depth(children),
  }
}

function depth(digits: string | undefined): number {
  if (digits === undefined) return 0
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits)
}

function defaultMethod(value: string): SelectorMethod {
  if (/[\\/]/.test(value)) return 'path'
  return /\.(sql|py|csv)$/i.test(value) ? 'file' : 'fqn'
}

function checkMethod(name: string, raw: string): SelectorMethod {
  const known = selectorMethods.find((method) => method === name)
  if (known) return known
  const usable = `these can be used: ${selectorMethods.join(', ')}`
  if (unsupportedMethods.some((method) => method === name)) {
    throw new TdbtError(
      'selection-method-unknown',
      `the selection method '${name}' of '${raw}' is not supported yet`,
      {
        hint: usable,
      },
    )
  }
  const near = nearest(name, selectorMethods)
  throw new TdbtError('selection-method-unknown', `'${name}' is not a valid method name`, {
    hint: near === undefined ? usable : `${near} ${usable}`,
  })
}
