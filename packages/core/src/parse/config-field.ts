import { ownValue } from '../json.js'
/** One config of nodes: what stands here decides how it is checked, joined and described. */
export interface ConfigField {
  readonly type: ConfigType
  /** Its value where nobody sets it. Where this is left out the key is in a node's config only if somebody sets it. */
  readonly default?: unknown
  /** How a nearer value joins one from further away; it takes its place where this is left out. */
  readonly merge?: MergeRule
  /** dbt knows it and tdbt keeps it, but does nothing with it yet. */
  readonly keptOnly?: true
  readonly describe: string
}

export interface ConfigType {
  /** "must be ..." */
  readonly words: string
  readonly accepts: (value: unknown) => boolean
}

/**
 * dbt's merge behaviours: `append` makes one list of both, `update` replaces key by key, `grants` too, but adds to a
 * key that is written with a plus.
 */
export type MergeRule = 'append' | 'update' | 'grants'

const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

export const text: ConfigType = { words: 'a text', accepts: isText }
export const texts: ConfigType = {
  words: 'a text or a list of texts',
  accepts: (value) => isText(value) || isTexts(value),
}
export const flag: ConfigType = { words: 'true or false', accepts: (value) => typeof value === 'boolean' }
export const wholeNumber: ConfigType = { words: 'a whole number', accepts: Number.isInteger }
export const mapping: ConfigType = {
  words: 'a mapping',
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}
export const mappings: ConfigType = {
  words: 'a list of mappings',
  accepts: (value) => Array.isArray(value) && value.every(mapping.accepts),
}
/** A hook or a list of them; `toHooks` reads and checks them. */
export const hooks: ConfigType = {
  words: 'a hook, or a list of hooks: a text or {sql, transaction}',
  accepts: Array.isArray,
}
export const anything: ConfigType = { words: 'anything', accepts: () => true }

export function oneOf(...choices: readonly string[]): ConfigType {
  return {
    words: `one of ${choices.join(', ')}`,
    accepts: (value) => isText(value) && choices.includes(value as string),
  }
}

/** Whether a field may have a value; one that is none unless it is set may be set to none. */
function acceptsValue(field: ConfigField, value: unknown): boolean {
  if (value === null && (field.default === null || field.default === undefined)) return true
  return field.type.accepts(value)
}

/** Makes the error of a config whose value "must be ...". */
export type RefuseConfig = (reason: string, key: string) => Error

/** @throws what `refuse` makes, for a value that its field does not take */
export function refuseWrongTypes(
  config: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, ConfigField>>,
  refuse: RefuseConfig,
): void {
  for (const [key, value] of Object.entries(config)) {
    const field = ownValue(fields, key)
    // Nearly all values are defaults.
    if (field === undefined || value === field.default || acceptsValue(field, value)) continue
    throw refuse(`must be ${field.type.words}, not ${showValue(value)}`, key)
  }
}

/** A value in a message. */
export function showValue(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? Number(item) : item))
}
