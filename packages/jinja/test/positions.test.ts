import { describe, expect, test } from 'vitest'
import { type Callable, callSite, Environment, hostFunction, JinjaError } from '../src/index.js'
import { globals, render, thrown } from './support.js'

/** The text that an error's place covers. */
function covered(source: string, error: JinjaError): string {
  const lines = source.split('\n')
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  return source.slice(offset(error.line!, error.column!), offset(error.endLine!, error.endColumn!))
}

describe('the place of an error', () => {
  test.each([
    ['select 1,\n  {{ a + missing.x }}', 'undefined', 'missing.x'],
    ['{{ 1 }}\n\n{{ (1 +\n 2) / 0 }}', 'zero-division', '(1 +\n 2) / 0'],
    ["{% set x = 1 + 'a' %}", 'type', "1 + 'a'"],
    ['{% if 1 < none %}{% endif %}', 'type', '1 < none'],
    ['{% for x in 5 %}{% endfor %}', 'type', '5'],
    ['{% for a, b in [1] %}{% endfor %}', 'type', 'a, b'],
    ['{{ name|nosuch(1) }}', 'syntax', 'name|nosuch(1)'],
    ["{{ 'x' | upper | int(base='y') }}", 'type', "'x' | upper | int(base='y')"],
    ['{{ a b }}', 'syntax', 'b'],
    ['{{ "abc }}', 'syntax', '"'],
    ['{% unknown %}', 'syntax', 'unknown'],
    ['{% set ns = 1 %}{% set ns.x = 2 %}', 'runtime', 'ns.x'],
    ['x {% if a %} y', 'syntax', ' y'],
    ['{{ range(1)(2) }}', 'type', 'range(1)(2)'],
    ['{{ name[none:"a"] }}', 'type', 'name[none:"a"]'],
    ['{{ not_there() }}', 'undefined', 'not_there()'],
  ])('%s', async (source, kind, text) => {
    const error = await thrown(() => render(source, { a: 1, name: 'x' }))
    expect(error).toBeInstanceOf(JinjaError)
    expect(error).toMatchObject({ kind, file: 'models/a.sql' })
    expect(covered(source, error as JinjaError)).toBe(text)
  })

  test('is that of the file where the template is a part of one', async () => {
    const environment = new Environment()
    const origin = { line: 10, column: 5, offset: 100 }
    const first = await thrown(() => environment.parse('{{ 1 / 0 }}', 'f.sql', origin).render(globals()))
    expect(first).toMatchObject({ line: 10, column: 8 })
    const second = await thrown(() => environment.parse('\n{{ ) }}', 'f.sql', origin))
    expect(second).toMatchObject({ line: 11, column: 4, file: 'f.sql' })
  })

  test('counts lines of Windows as one', async () => {
    const error = await thrown(() => render('a\r\nb\r\n{{ 1 / 0 }}'))
    expect(error).toMatchObject({ line: 3, column: 4 })
  })
})

describe('the chain of macro calls', () => {
  const library = new Environment().parse(
    '{% macro inner(x) %}\n  {{ x / 0 }}{% endmacro %}\n{% macro outer() %}{{ inner(1) }}{% endmacro %}',
    'macros/m.sql',
  )
  const names: Map<string, Callable> = new Map(
    ['inner', 'outer'].map((name) => [name, library.macros.get(name)!.bind({ get: (n) => names.get(n) })]),
  )

  test('names the macros from the innermost on, each with the place of its call', async () => {
    const template = new Environment().parse('\n{{ outer() }}', 'models/a.sql')
    const error = await thrown(() => template.render(names))
    expect(error).toMatchObject({ file: 'macros/m.sql', line: 2, column: 6 })
    expect((error as JinjaError).calls).toEqual([
      { name: 'inner', place: { file: 'macros/m.sql', line: 3, column: 23, endLine: 3, endColumn: 31 } },
      { name: 'outer', place: { file: 'models/a.sql', line: 2, column: 4, endLine: 2, endColumn: 11 } },
    ])
  })

  test.each([
    ['thrown', () => Promise.reject(new Error('unreachable')), false],
    ['rejected', async () => await Promise.reject(new Error('from the host')), true],
  ])("is kept beside a host's own error that is %s", async (_name, reject, isAsync) => {
    const mine = new Error('from the host')
    const fail = hostFunction('fail', () => {
      if (isAsync) return reject().catch(() => Promise.reject(mine))
      throw mine
    })
    const environment = new Environment()
    const macros = environment.parse('{% macro m() %}{{ fail() }}{% endmacro %}', 'macros/m.sql').macros
    const m = macros.get('m')!.bind(globals({ fail }))
    const error = await thrown(() => environment.parse('a {{ m() }}', 'a.sql').render(globals({ m })))
    expect(error).toBe(mine)
    expect(callSite(error)).toMatchObject({
      file: 'macros/m.sql',
      line: 1,
      column: 19,
      calls: [{ name: 'm', place: { file: 'a.sql', line: 1, column: 6 } }],
    })
  })

  test('is absent for an error that came through no template', () => {
    expect(callSite(new Error('x'))).toBeUndefined()
    expect(callSite('text')).toBeUndefined()
  })
})

describe('the map from output to template', () => {
  const mapped = async (source: string, values = {}) => {
    const { text, spans } = await new Environment().parse(source, 'a.sql').renderMapped(globals(values))
    return spans.map((span) => [
      text.slice(span.start, span.end),
      span.literal,
      `${span.line}:${span.column}-${span.endLine}:${span.endColumn}`,
    ])
  }

  test('maps text and expressions', async () => {
    expect(await mapped('select {{ 1 + 1 }},\n  {{- " b" }} from t')).toEqual([
      ['select ', true, '1:1-1:8'],
      ['2', false, '1:11-1:16'],
      [',', true, '1:19-1:20'],
      [' b', false, '2:7-2:11'],
      [' from t', true, '2:14-2:21'],
    ])
  })

  test('maps the body of loops once for each turn, and what a macro made to its call', async () => {
    expect(
      await mapped('{% macro m() %}xyz{% endmacro %}{% for i in [1, 2] %}a{{ m() }}{% endfor %}'),
    ).toEqual([
      ['a', true, '1:54-1:55'],
      ['xyz', false, '1:58-1:61'],
      ['a', true, '1:54-1:55'],
      ['xyz', false, '1:58-1:61'],
    ])
  })

  test('covers the whole text without gaps', async () => {
    const source =
      'a{% set x %}b{% endset %}{% call m() %}{{ x }}{% endcall %}{% filter upper %}c{% endfilter %} d'
    const withMacro = `{% macro m() %}[{{ caller() }}]{% endmacro %}${source}`
    const { text, spans } = await new Environment().parse(withMacro, 'a.sql').renderMapped(globals())
    expect(text).toBe('a[b]C d')
    expect(spans.map((span) => text.slice(span.start, span.end)).join('')).toBe(text)
  })
})
