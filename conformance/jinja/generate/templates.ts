import type { Random } from '../../../test/fuzz/random.js'
import { makeExpression } from './expressions.js'
import type { Type } from './words.js'

/** Few names, so that scopes shadow each other. */
const NAMES = ['a', 'b', 'c', 'n', 'loop_value', 'ns'] as const
const TEXTS = [
  'x',
  ' ',
  '\n',
  '  text \n',
  '\n\n  indented\n',
  '\r\n',
  'select 1',
  "it's",
  '{',
  '}',
  '#',
  '%',
  '-',
  '\t',
]
const MACROS = ['m', 'f'] as const

/** A template: an expression by itself, or statements that nest. */
export function makeTemplate(random: Random): string {
  if (random.chance(0.6)) return `{{ ${makeExpression(random, 3)} }}`
  return statements(random, 3)
}

function statements(random: Random, depth: number): string {
  const count = 1 + random.below(depth + 1)
  return Array.from({ length: count }, () => statement(random, depth)).join('')
}

/** A tag with or without white space control. */
function tag(random: Random, body: string): string {
  const begin = random.pick(['{%', '{%', '{%', '{%', '{%-', '{%+'])
  const end = random.pick(['%}', '%}', '%}', '%}', '-%}', '+%}'])
  return `${begin} ${body} ${end}`
}

function output(random: Random, expression: string): string {
  return `${random.pick(['{{', '{{', '{{', '{{-'])} ${expression} ${random.pick(['}}', '}}', '}}', '-}}'])}`
}

function value(random: Random, type?: Type): string {
  return makeExpression(random, 2, type, NAMES)
}

function statement(random: Random, depth: number): string {
  if (depth <= 0 || random.chance(0.35)) return simple(random)
  const inner = () => statements(random, depth - 1)
  const name = random.pick(NAMES)
  switch (random.below(12)) {
    case 0:
      return `${tag(random, `if ${value(random)}`)}${inner()}${tag(random, 'endif')}`
    case 1:
      return `${tag(random, `if ${value(random)}`)}${inner()}${tag(random, `elif ${value(random, 'bool')}`)}${inner()}${tag(random, 'else')}${inner()}${tag(random, 'endif')}`
    case 2:
    case 3:
      return loop(random, inner)
    case 4:
      return `${tag(random, `set ${name}`)}${inner()}${tag(random, 'endset')}`
    case 5:
      return `${tag(random, `set ${name} | ${random.pick(['upper', 'trim', 'length', "replace('x', 'y')", 'nosuch'])}`)}${inner()}${tag(random, 'endset')}`
    case 6: {
      const [macro, parameters] = [
        random.pick(MACROS),
        random.pick(['', 'a', 'a, b=1', 'a=n, b=a', 'x, a=none']),
      ]
      const body = random.pick([
        '',
        '{{ varargs }}',
        '{{ kwargs }}',
        '{{ caller() }}',
        '{{ caller is defined }}',
        '{{ a }}{{ b }}',
      ])
      return `${tag(random, `macro ${macro}(${parameters})`)}${body}${inner()}${tag(random, 'endmacro')}`
    }
    case 7:
      return `${tag(random, `call${random.pick(['', '(a)', '(a, b=2)'])} ${call(random)}`)}${inner()}${tag(random, 'endcall')}`
    case 8:
      return `${tag(random, `filter ${random.pick(['upper', 'trim', 'length', 'indent(2)', "replace('a', 'b')|title", 'list'])}`)}${inner()}${tag(random, 'endfilter')}`
    case 9:
      return `${tag(random, `with ${name} = ${value(random)}, b = ${name}`)}${inner()}${tag(random, 'endwith')}`
    case 10:
      return `${tag(random, 'raw')}${random.pick(['{{ a }}', '{% if %}', ' x ', '{# #}', '{%- endraw'])}${tag(random, 'endraw')}`
    default:
      return `${tag(random, 'set ns = namespace(x=0, y=a)')}${inner()}${tag(random, `set ns.x = ${random.pick(['ns.x + 1', value(random)])}`)}{{ ns.x }}`
  }
}

function loop(random: Random, inner: () => string): string {
  const target = random.pick(['a', 'a', 'b', 'a, b', 'n', '(a, b), c', 'loop_value'])
  const iterable = random.pick([
    value(random, 'list'),
    value(random, 'list'),
    value(random),
    'nums',
    'd.items()',
    '[(1, 2), (3, 4)]',
    'words',
    'users',
  ])
  const filter = random.pick(['', '', '', ` if ${value(random)}`, ' if a', ' recursive', ' if loop.first'])
  const body = random.pick([
    '',
    '{{ loop.index }}',
    '{{ loop.index0 }}/{{ loop.length }}{{ loop.first }}{{ loop.last }}',
    '{{ loop.previtem }}{{ loop.nextitem }}',
    "{{ loop.cycle('x', 'y') }}",
    '{{ loop.changed(a) }}',
    '{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.depth }}{{ loop.depth0 }}',
    '{% if loop.index > 2 %}{% break %}{% endif %}',
    '{% if a %}{% continue %}{% endif %}',
    '{{ loop }}',
    '{{ loop(a) if loop.depth < 3 }}',
    '{% set outer = loop %}{% for q in [1] %}{{ outer.index }}{{ loop.index }}{% endfor %}',
    '{% set b = a %}{{ b }}',
  ])
  const otherwise = random.chance(0.2) ? `${tag(random, 'else')}${inner()}` : ''
  return `${tag(random, `for ${target} in ${iterable}${filter}`)}${body}${inner()}${otherwise}${tag(random, 'endfor')}`
}

function call(random: Random): string {
  const args = random.pick([
    '',
    '1',
    `a=${value(random)}`,
    '1, 2',
    '1, b=2',
    '*nums',
    "**{'a': 1}",
    `${value(random)}`,
    '1, 2, x=3',
  ])
  return `${random.pick(['dbt_macro__m', 'dbt_macro__f', 'dbt_macro__m', 'm'])}(${args})`
}

function simple(random: Random): string {
  const name = random.pick(NAMES)
  switch (random.below(9)) {
    case 0:
    case 1:
      return random.pick(TEXTS)
    case 2:
      return output(random, value(random))
    case 3:
      return output(random, name)
    case 4:
      return tag(random, `set ${name} = ${value(random)}`)
    case 5:
      return tag(
        random,
        `set ${random.pick(['a, b', '(a, b)', 'a, (b, c)'])} = ${random.pick(['b, a', '1, 2', '[1, [2, 3]]', value(random, 'list')])}`,
      )
    case 6:
      return output(random, call(random))
    case 7:
      return tag(
        random,
        `do ${random.pick([`nums.append(${value(random)})`, `d.update({'q': ${value(random)}})`, value(random)])}`,
      )
    default:
      return random.pick([
        '{# comment #}',
        '{#- comment -#}',
        ' {#-\n-#} ',
        '{{ loop.index }}',
        '{{ caller() }}',
      ])
  }
}
