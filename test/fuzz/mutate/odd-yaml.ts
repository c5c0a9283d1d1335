import { lines, words } from './lists.js'

/** Keys that are there for other reasons, or can't be names. */
export const oddNames: readonly string[] = [
  ...words(`
    __proto__ constructor toString hasOwnProperty prototype null 1 a.b ../x a/b ünïcödé a'b a"b {{ + +enabled name
    config`),
  '',
  ' ',
  'a b',
  '{{ target.name }}',
  'x'.repeat(300),
  '\0',
]

/** Values that most keys don't expect. */
export const oddValues: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 1e19, '', ' ', 'x', '\0'],
  ...[[], [[]], [null], [1, 'a'], {}, { a: 1 }, { a: { b: [1] } }, [{ name: 1 }], [{}], { name: null }],
  ...[['__proto__'], { constructor: 1 }, 'a'.repeat(100)],
  ...words("table view nosuch 2024-01-01 .. /nowhere ' \ud83d\ude00 __proto__ constructor {{"),
  ...lines(`
    {{ 1 / 0 }}
    {{ nosuch }}
    {% if %}
    {{ target }}
    {{ var('kinds') }}
    {{ [1, 2] }}
    {{ none }}
    {{ env_var('NOSUCH') }}
    {{ env_var('DBT_ENV_SECRET_FUZZ') }}
    {{ 'x' * 10**7 }}
    {{ ref("x") }}
    ref("stg_items")
    ref('nosuch')
    select 1
    a; b`),
]

const billionLaughs = [...'abcdefghi'].map((name, index) => {
  const inside = index === 0 ? 'x' : `*${'abcdefghi'[index - 1]}`
  return `${name}: &${name} [${Array.from({ length: 9 }, () => inside).join(', ')}]`
})

/** Lines that are no YAML, or are more of it than one wants. */
export const oddLines: readonly string[] = [
  ...lines(String.raw`
    ? [a, b]
    <<: *nosuch
    <<: [1]
    <<: 1
    ---
    ...
    - x
    x
    x: y: z
    name: &a [*a]
    x: !!python/object:os.system {}
    x: !!binary "####"
    x: !!timestamp yesterday
    x: !!set {a, b}
    x: !nosuch y
    x: "unclosed
    x: 'unclosed
    x: [1, 2
    x: {a: 1
    x: @y
    x: %y
    x: *nosuch
    "\x": 1
    x: "\q"
    name: ~
    models: x
    sources: [1]
    version: x
    __proto__: {a: 1}
    null: null
    1: 2
    !!null x: 1`),
  '\tname: x',
  '? {a: 1}\n: b',
  '%YAML 1.2\n---',
  'x: |\n  a\n b',
  'x: `y`',
  billionLaughs.join('\n'),
  `x: ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `x: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`,
  Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}k${depth}:`).join('\n'),
  `${'k'.repeat(2000)}: 1`,
  `x: ${'y'.repeat(200_000)}`,
  Array.from({ length: 5000 }, (_, index) => `key_${index}: ${index}`).join('\n'),
]
