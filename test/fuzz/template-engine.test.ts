import { readdirSync, readFileSync } from 'node:fs'
import { Environment, fromJs, JinjaError } from '@tdbt/jinja'
import { expect, test } from 'vitest'
import { makeTemplate } from '../../conformance/jinja/generate/templates.js'
import { createRandom, type Random } from './random.js'

// The template engine by itself: whatever the text, there is an output or an error with a place, soon, and without
// anything of JavaScript in it.

const folder = new URL('../../conformance/jinja/cases/', import.meta.url)
const written = readdirSync(folder).flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8').split('\n---\n'),
)

/** What would fill the memory, never end, or reach what is JavaScript's. */
const traps = [
  ...[
    "'x' * 10 ** 9",
    '[0] * 10 ** 9',
    '(1,) * 10 ** 9',
    '10 ** 10 ** 10',
    '2 ** (2 ** 40)',
    '1e308 * 10',
    'range(10 ** 9)',
  ],
  ...["'%999999999d' % 1", "'%.999999999f' % 1", "'{:999999999}'.format(1)", "'{:.999999999f}'.format(1.5)"],
  ...[
    "'x'.center(10 ** 9)",
    "'x'.zfill(10 ** 9)",
    "'x'|center(10 ** 9)",
    "'x'|indent(10 ** 9, true)",
    "'\\t'.expandtabs(10 ** 9)",
  ],
  ...[
    "'x'.replace('', 'y' * 10 ** 6)",
    "('a' * 10 ** 6).replace('a', 'b' * 1000)",
    "('x' * 10 ** 6).join('y' * 1000)",
  ],
  ...[
    "('<' * 10 ** 5)|striptags",
    "('a ' * 10 ** 5)|title|wordcount",
    "('a.' * 10 ** 4)|urlize",
    "('-a' * 10 ** 5)|wordwrap(3)",
  ],
  ...[
    "('<!--' * 10 ** 5)|striptags",
    "('&' * 10 ** 5)|striptags",
    "(' ' * 10 ** 5 ~ 'x')|trim",
    "('http://' * 10 ** 4)|urlize",
  ],
  ...[
    "nums|batch(10 ** 9, 'x')|list",
    'nums|slice(10 ** 9)|list',
    "'x'|round(10 ** 9)",
    '1.5|round(10 ** 9)',
    '1|round(-(10 ** 9))',
  ],
  ...[
    "''.constructor",
    "''['__proto__']",
    'nums.__proto__.x',
    'd.toString()',
    "d['constructor']['prototype']",
    'n.valueOf',
    'range.call',
  ],
  ...[
    "'{0.constructor}'.format(1)",
    "'{0.__proto__}'.format(d)",
    "d|attr('constructor')",
    "[d]|map(attribute='constructor')|list",
  ],
  ...[
    "{'__proto__': {'x': 1}}.x",
    'dict(__proto__=1).__proto__',
    'namespace(constructor=1).constructor',
    'self.x',
    'caller()',
  ],
  ...[
    '(1).__class__.__mro__',
    'lipsum.__globals__',
    'cycler.__init__.__globals__',
    "joiner.constructor('x')()",
    "''.__class__",
  ],
  ...[
    'nums.append(nums)',
    'd.update(me=d)',
    "'%s' % d",
    'nums == nums',
    'd|tojson',
    'nums|pprint',
    'nums|sort',
    '-2 ** 63 % -1',
  ],
] as const

const frames: readonly ((trap: string) => string)[] = [
  (trap) => `{{ ${trap} }}`,
  (trap) => `{% set x = ${trap} %}{{ x }}`,
  (trap) => `{% do ${trap} %}{{ nums }}{{ d }}`,
  (trap) => `{% for x in ${trap} %}{{ loop.length }}{{ x }}{% endfor %}`,
  (trap) => `{% for x in range(9999) %}{% for y in range(9999) %}{{ ${trap} }}{% endfor %}{% endfor %}`,
  (trap) => `{% macro m(x) %}{{ m(${trap}) }}{% endmacro %}{{ m(1) }}`,
  (trap) => `{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ ${trap} }}{{ m() }}`,
  (trap) => `{% for x in nums recursive %}{{ loop([x, ${trap}]) }}{% endfor %}`,
  (trap) =>
    `{% set n2 = namespace(x=nums) %}{% for i in range(99) %}{% set n2.x = n2.x + n2.x %}{% endfor %}{{ ${trap} }}`,
  (trap) => `{% filter replace('a', 'aa' * 1000) %}${'a'.repeat(1000)}{{ ${trap} }}{% endfilter %}`,
  (trap) => `${'{% if true %}'.repeat(500)}{{ ${trap} }}${'{% endif %}'.repeat(500)}`,
  (trap) => `{{ ${'('.repeat(3000)}${trap}${')'.repeat(3000)} }}`,
  (trap) => `{{ ${'not '.repeat(5000)}${trap} }}{{ ${'-'.repeat(5000)}1 }}{{ 1${'|abs'.repeat(3000)} }}`,
]

/** A text with some of it cut out, doubled, or replaced by what stands elsewhere. */
function broken(random: Random, text: string): string {
  let result = text
  for (let i = random.below(4); i >= 0; i--) {
    const at = random.below(result.length + 1)
    const end = at + random.below(6)
    const other = random.pick(written)
    const from = random.below(other.length + 1)
    const more = random.pick([
      '',
      '{{',
      '}}',
      '{%',
      '%}',
      '-%}',
      '{#',
      "'",
      '"',
      '\\',
      '(',
      ']',
      '\0',
      '\u2028',
      '😀',
      other.slice(from, from + 8),
    ])
    result = result.slice(0, at) + more + result.slice(random.chance(0.5) ? at : end)
  }
  return result
}

function template(random: Random): string {
  const kind = random.below(10)
  if (random.chance(0.02)) return random.pick(frames)(random.pick(traps))
  if (kind < 4) return makeTemplate(random)
  return broken(random, kind < 7 ? random.pick(written) : makeTemplate(random))
}

const environments = [
  new Environment(),
  new Environment({ native: true }),
  new Environment({ macroPrefix: 'dbt_macro__' }),
]

/** What is wrong with what comes of a template; undefined where nothing is. */
async function problem(random: Random, source: string): Promise<string | undefined> {
  const values = fromJs({
    n: 7,
    f: 2.5,
    nums: [3, 1, 2],
    words: ['a', 'B'],
    d: { a: 1, b: [1] },
    name: 'Ada',
  })
  const globals = { get: (name: string) => (values as unknown as { get(key: string): undefined }).get(name) }
  const parsed = () => random.pick(environments).parse(source, 'models/a.sql')
  const begun = performance.now()
  let output = ''
  try {
    if (random.chance(0.2)) await parsed().renderNative(globals)
    else output = await parsed().render(globals)
  } catch (error) {
    if (!(error instanceof JinjaError))
      return `not an error of the engine: ${(error as Error).stack ?? String(error)}`
    if (error.line === undefined) return `no place: ${error.message}`
    output = error.message
  }
  const seconds = (performance.now() - begun) / 1000
  if (seconds > 60) return `it took ${Math.round(seconds)} s`
  if (/\[object |native code|\bat .*\.[jt]s:\d/.test(output) && !/\[object |native code/.test(source)) {
    return `something of JavaScript: ${output.slice(0, 200)}`
  }
  return undefined
}

test('any template gives an output or an error with a place, soon', { timeout: 1_200_000 }, async () => {
  const problems: unknown[] = []
  for (let number = 0; number < 400; number++) {
    const random = createRandom(1, number)
    const source = template(random)
    const found = await problem(random, source)
    if (found !== undefined) problems.push({ number, found, source: source.slice(0, 500) })
  }
  expect(problems).toEqual([])
})
