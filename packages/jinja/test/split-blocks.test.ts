import { describe, expect, test } from 'vitest'
import { Environment, JinjaError, splitBlocks } from '../src/index.js'
import { globals, thrown } from './support.js'

const KINDS = ['macro', 'test', 'data_test', 'materialization', 'snapshot', 'docs'] as const
const split = (source: string) => splitBlocks(source, 'f.sql', KINDS)
const named = (source: string) =>
  split(source).flatMap((block) => (block.kind === 'text' ? [] : [[block.kind, block.name, block.contents]]))

describe('the blocks of a file', () => {
  test('are found with their kinds and names, with the text between them', () => {
    const source =
      'a{% macro m(x) %}1{% endmacro %}b{%- test t(model) -%}2{%- endtest -%}\n' +
      "{% snapshot s %}{{ config(a='%}') }}3{% endsnapshot %}{% docs d %}# {{ x {% enddocs %}"
    expect(() => split(source)).toThrow(JinjaError)
    const fixed = source.replace('# {{ x', '# x')
    expect(split(fixed).map((block) => [block.kind, block.name, block.contents])).toEqual([
      ['text', undefined, 'a'],
      ['macro', 'm', '1'],
      ['text', undefined, 'b'],
      ['test', 't', '2'],
      ['text', undefined, '\n'],
      ['snapshot', 's', "{{ config(a='%}') }}3"],
      ['docs', 'd', '# x '],
    ])
    expect(
      split(fixed)
        .map((block) => block.source)
        .join(''),
    ).toBe(fixed)
  })

  test('are not looked for in comments, raw blocks and strings', () => {
    expect(named('{# {% macro a() %} #}{% macro b() %}{# {% endmacro %} #}x{% endmacro %}')).toEqual([
      ['macro', 'b', '{# {% endmacro %} #}x'],
    ])
    expect(
      named(
        '{% raw %}{% macro a() %}{% endraw %}{% macro b() %}{%- raw -%}{% endmacro %}{%- endraw %}{% endmacro %}',
      ),
    ).toEqual([['macro', 'b', '{%- raw -%}{% endmacro %}{%- endraw %}']])
    expect(
      named("{{ '{% macro a() %}' }}{% set x = '%}{% macro c() %}' %}{% macro b(x='%}') %}{% endmacro %}"),
    ).toEqual([['macro', 'b', '']])
    expect(named("{% macro b() %}{{ {'a': {'b': 1}} }}it's{% endmacro %}")).toEqual([
      ['macro', 'b', "{{ {'a': {'b': 1}} }}it's"],
    ])
  })

  test('keep the places of the file when they are parsed', async () => {
    const source =
      'x\n\n  {% macro m() %}\n{{ 1 / 0 }}{% endmacro %}\n{% snapshot s %}\n {{ 1 / 0 }}{% endsnapshot %}'
    const environment = new Environment()
    const [macro, snapshot] = split(source).filter((block) => block.kind !== 'text')
    expect(macro!.origin).toEqual({ line: 3, column: 3, offset: 5 })
    const parsed = environment.parse(macro!.source, 'f.sql', macro!.origin).macros.get('m')!
    expect(parsed.place).toMatchObject({ line: 3, column: 3 })
    const call = parsed.bind(globals())
    expect(await thrown(() => call.call({ positional: [], named: new Map() }))).toMatchObject({
      line: 4,
      column: 4,
    })
    const body = environment.parse(snapshot!.contents, 'f.sql', snapshot!.contentsOrigin)
    expect(await thrown(() => body.render(globals()))).toMatchObject({ line: 6, column: 5 })
  })

  test.each([
    ['{% macro m() %}', /close tag for macro/, 1],
    ['\n{% if x %}{% macro m() %}{% endmacro %}{% endif %}', /control flow/, 2],
    ['{% macro m() %}{% test t() %}{% endtest %}{% endmacro %}', /nested/, 1],
    ['{% endif %}', /endif/, 1],
    ['{% if a %}{% endfor %}', /endfor/, 1],
    ['{# x', /comment/, 1],
    ["\n\n{{ 'x }}", /unexpected char/, 3],
    ['{% macro m( ', /end of statement block/, 1],
  ])('that are wrong are errors with a place: %s', async (source, message, line) => {
    const error = await thrown(() => split(source))
    expect(error).toMatchObject({ kind: 'syntax', line, file: 'f.sql' })
    expect((error as JinjaError).message).toMatch(message)
  })
})
