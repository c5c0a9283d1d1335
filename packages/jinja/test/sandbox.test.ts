import { describe, expect, test } from 'vitest'
import { fromJs, hostFunction, JinjaError, type Value } from '../src/index.js'
import { render, thrown } from './support.js'

const NAMES = [
  'constructor',
  'prototype',
  '__proto__',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'length',
  'size',
  'map',
  'call',
  'apply',
  'bind',
  'push',
  'then',
  'items_',
  '__defineGetter__',
  'isPrototypeOf',
]

const VALUES: Record<string, Value> = {
  text: 'a',
  list: [1],
  dict: fromJs({ a: 1 }),
  float: fromJs(1.5),
  int: 1,
  yes: true,
  nothing: null,
  fn: hostFunction('fn', () => null),
}

describe('a template reaches nothing of JavaScript', () => {
  test.each(Object.keys(VALUES))('through a %s', async (value) => {
    for (const name of NAMES) {
      for (const access of [`${value}.${name}`, `${value}['${name}']`, `${value}|attr('${name}')`]) {
        expect([access, await render(`{{ (${access}) is defined }}`, VALUES)]).toEqual([access, 'False'])
      }
    }
  })

  test('through loops, ranges, macros, namespaces, cyclers, views and iterators', async () => {
    const sources = [
      '{% macro m() %}{% endmacro %}{% set o = m %}',
      '{% set o = range(2) %}',
      '{% set o = namespace(a=1) %}',
      '{% set o = cycler(1) %}',
      '{% set o = joiner() %}',
      '{% set o = {1: 2}.items() %}',
      "{% set o = [1]|map('abs') %}",
      "{% set o = 'a'.upper %}",
      '{% set o = missing %}',
      "{% set o = [{'a': 1}]|groupby('a')|first %}",
    ]
    for (const source of sources) {
      for (const name of NAMES) {
        const template = `${source}{{ 'reached' if o is defined and (o.${name}) is defined }}`
        expect([template, await render(template)]).toEqual([template, ''])
      }
    }
  })

  test('through names that only JavaScript knows', async () => {
    for (const name of [
      ...NAMES,
      'process',
      'globalThis',
      'require',
      'Object',
      'Function',
      'undefined',
      'this',
    ]) {
      expect([name, await render(`{{ ${name} is defined }}`)]).toEqual([name, 'False'])
    }
  })

  test('through keys of dicts, keyword arguments, namespaces and formats', async () => {
    expect(await render("{% set d = {'__proto__': 1} %}{{ d }}{{ {}.polluted is defined }}")).toBe(
      "{'__proto__': 1}False",
    )
    expect(await render('{% set ns = namespace() %}{% set ns.constructor = 1 %}{{ ns.constructor }}')).toBe(
      '1',
    )
    expect(await render('{{ dict(constructor=1, __proto__=2) }}')).toBe("{'constructor': 1, '__proto__': 2}")
    expect(await thrown(() => render("{{ '{0.__class__.x}'.format(1) }}"))).toMatchObject({
      kind: 'security',
    })
    expect(
      await render("{{ '{0.constructor}'.format(1) }}|{{ '%(constructor)s' % {'constructor': 5} }}"),
    ).toBe('|5')
  })

  test('with a path from fromJs', () => {
    expect(() => fromJs(new Date())).toThrow(TypeError)
    expect(() => fromJs(() => 1)).toThrow(TypeError)
  })
})

describe('what would fill the memory is refused', () => {
  test.each([
    ["{{ 'ab' * 1000000000 }}", 'overflow'],
    ['{{ [1] * 1000000000 }}', 'overflow'],
    [
      '{% set n = namespace(l=[1]) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}',
      'overflow',
    ],
    [
      '{% set n = namespace(l=(1,)) %}{% for i in range(60) %}{% set n.l = n.l + n.l %}{% endfor %}',
      'overflow',
    ],
    ['{{ range(100001) }}', 'overflow'],
    ['{{ 10 ** 1000000000 }}', 'overflow'],
    ["{{ 'x'.ljust(1000000000) }}", 'overflow'],
    ["{{ 'x'|center(1000000000) }}", 'overflow'],
    ['{% set l = [1] %}{% for x in l %}{% do l.extend(l) %}{% endfor %}', 'overflow'],
    ["{% set d = {'a': 1} %}{% for k in d %}{% do d.update({k ~ 'a': 1}) %}{% endfor %}", 'runtime'],
    ["{{ '%1000000000d' % 1 }}", 'overflow'],
    ["{{ '{:1000000000}'.format(1) }}", 'overflow'],
    ["{{ 'x'|indent(1000000000, true) }}", 'overflow'],
    ["{{ 'x'.zfill(1000000000) }}", 'overflow'],
    ["{{ '%.1000000000f' % 1 }}", 'overflow'],
    ["{{ '{:.1000000000f}'.format(1.5) }}", 'overflow'],
    ["{{ [1]|batch(1000000000, 'x')|list }}", 'overflow'],
    ['{{ [1]|slice(1000000000)|list }}', 'overflow'],
  ])('%s', async (template, kind) => {
    const error = await thrown(() => render(template))
    expect(error).toBeInstanceOf(JinjaError)
    expect(error).toMatchObject({ kind })
  })

  // Nothing could interrupt these: they wait for nothing.
  test.each([
    '{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}',
    '{% for i in range(99999) %}{% for j in range(99999) %}{{ loop.index }}{% endfor %}{% endfor %}',
    '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}',
  ])('what does not end: %s', async (template) => {
    expect(await thrown(() => render(template))).toMatchObject({
      kind: 'overflow',
      message: 'the template does not end: its loops and macros have taken 10,000,000 steps',
      line: 1,
    })
  })

  test('what takes no longer for more text', async () => {
    expect(await render("{{ (('<' * 100000)|striptags)|length }}")).toBe('100000')
    expect(await render('{{ 1|round(-1000000000) }}')).toBe('0')
  })

  test('nesting that is too deep', async () => {
    const deep = `{{ ${'['.repeat(50_000)}${']'.repeat(50_000)} }}`
    expect(await thrown(() => render(deep))).toMatchObject({ kind: 'recursion' })
  })
})
