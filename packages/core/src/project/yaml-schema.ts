import { Float } from '@tdbt/jinja'
import { defineScalarTag, FAILSAFE_SCHEMA, mergeTag, NOT_RESOLVED, type Schema } from 'js-yaml'

/**
 * The types of plain scalars as PyYAML's safe loader resolves them (YAML 1.1 as dbt sees it). Differences from the
 * schemas that js-yaml brings: a float needs a point (`1e5` is text), `y` and `n` are text, and a float with a
 * whole value stays a float, so that a template prints `1.0`. Timestamps stay text: dbt hands them on as text too.
 */
export function pythonYamlSchema(): Schema {
  return FAILSAFE_SCHEMA.withTags(nullTag, boolTag, intTag, floatTag, mergeTag)
}

const none = (): boolean => false

const nullTag = defineScalarTag<null>('tag:yaml.org,2002:null', {
  implicit: true,
  implicitFirstChars: ['', '~', 'n', 'N'],
  resolve: (text) => (/^(?:~|null|Null|NULL|)$/.test(text) ? null : NOT_RESOLVED),
  identify: none,
})

const boolTag = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'yYnNtTfFoO'],
  resolve: (text) => {
    if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true
    if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false
    return NOT_RESOLVED
  },
  identify: none,
})

const intPattern =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/

const intTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'-+0123456789'],
  resolve: (text) => (intPattern.test(text) ? integer(text.replaceAll('_', '')) : NOT_RESOLVED),
  identify: none,
})

function integer(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  if (digits.includes(':')) return sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8)
  return sign * Number(digits)
}

const floatPattern =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

const floatTag = defineScalarTag<number | Float>('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...'-+.0123456789'],
  resolve: (text) => (floatPattern.test(text) ? float(text.replaceAll('_', '').toLowerCase()) : NOT_RESOLVED),
  identify: none,
})

function float(text: string): number | Float {
  if (text.endsWith('.inf')) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (text === '.nan') return Number.NaN
  const value = Number(text)
  return Number.isInteger(value) ? new Float(value) : value
}
