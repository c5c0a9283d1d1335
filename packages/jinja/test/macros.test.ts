import { describe, expect, test } from 'vitest'
import {
  callValue,
  Environment,
  hostFunction,
  JinjaError,
  MacroReturn,
  macroCalls,
  Tuple,
  type Value,
} from '../src/index.js'
import { globals, thrown } from './support.js'

const environment = new Environment()

/** The macros of a text, each seeing the others and `values`. */
function library(source: string, values: Record<string, Value> = {}) {
  const all = new Map<string, Value>(Object.entries(values))
  for (const [name, macro] of environment.parse(source, 'macros/m.sql').macros) all.set(name, macro.bind(all))
  return all
}

const returns = hostFunction('return', ({ positional }) => {
  throw new MacroReturn(positional[0] ?? null)
})

describe('a macro', () => {
  test('sees the globals that it is bound to, not the variables of its caller', async () => {
    const macro = environment
      .parse('{% macro m() %}{{ model }}{{ x }}{% endmacro %}', 'm.sql')
      .macros.get('m')!
    const template = environment.parse('{% set x = 1 %}{{ m() }}', 'a.sql')
    expect(await template.render(globals({ m: macro.bind(globals({ model: 'one' })) }))).toBe('one')
    expect(await template.render(globals({ m: macro.bind(globals({ model: 'two' })) }))).toBe('two')
  })

  test('looks its own name up like any other, so that a project can override it', async () => {
    const macro = environment.parse('{% macro m(n) %}[{{ m(n) }}]{% endmacro %}', 'm.sql').macros.get('m')!
    const override = hostFunction('m', ({ positional }) => `override ${String(positional[0])}`)
    expect(await callValue(macro.bind(globals({ m: override })), [5])).toBe('[override 5]')
  })

  test("gives return()'s value as it is, also through another macro and a call block", async () => {
    const names = library(
      `{% macro list() %} text {{ return([1, (2,)]) }} more {% endmacro %}
       {% macro through() %}{{ return(list()) }}{% endmacro %}
       {% macro wrap() %}before {{ caller() }} after{% endmacro %}
       {% macro leaves() %}{% call wrap() %}{{ return('early') }}{% endcall %}{% endmacro %}`,
      { return: returns },
    )
    expect(await callValue(names.get('list')!, [])).toEqual([1, new Tuple([2])])
    expect(await callValue(names.get('through')!, [])).toEqual([1, new Tuple([2])])
    const template = environment.parse('{{ through()[0] + 1 }}{{ list() is sequence }}', 'a.sql')
    expect(await template.render(names)).toBe('2True')
    // The block of the call runs inside wrap(), which is the innermost macro around it.
    expect(await environment.parse('{{ leaves() }}', 'a.sql').render(names)).toBe('early')
  })

  test('is what return() leaves: outside of one it is an error', async () => {
    const place = { kind: 'runtime', message: 'return() outside of a macro', line: 2, column: 4 }
    const sync = environment.parse('select\n{{ return(1) }}', 'a.sql')
    expect(await thrown(() => sync.render(globals({ return: returns })))).toMatchObject(place)
    const wait = hostFunction('wait', () => Promise.resolve(1))
    const waiting = environment.parse('{{ wait() }}\n{{ return(wait()) }}', 'a.sql')
    expect(await thrown(() => waiting.render(globals({ return: returns, wait })))).toMatchObject(place)
  })

  test('waits for what it calls and then goes on where it was', async () => {
    const query = hostFunction('query', async ({ positional }) => {
      await Promise.resolve()
      return [positional[0]!, 2]
    })
    const names = library(
      `{% macro m(a, b=query(7)) -%}
         {% set ns = namespace(sum=0) %}
         {%- for x in query(1) if query(x)[0] -%}
           {%- set ns.sum = ns.sum + x -%}
           {%- if query(x)[0] == 2 %}two{% else %}{{ loop.index }}of{{ loop.length }},{% endif -%}
         {%- endfor -%}
         {{ b }}{{ query(1)[0] + query(2)[0] * 2 }}{{ ns.sum }}{{ query(0)[0] or 'zero' }}{{ return(query(a)) }}
       {%- endmacro %}
       {% macro n() %}{% set x %}{{ query(3) }}{% endset %}{{ x }}{% filter upper %}a{{ query('b')[0] }}{% endfilter %}{% endmacro %}`,
      { return: hostFunction('keep', () => ''), query },
    )
    const result = callValue(names.get('m')!, [4])
    expect(result).toBeInstanceOf(Promise)
    expect(await result).toBe('1of2,two[7, 2]53zero')
    expect(await callValue(names.get('n')!, [])).toBe('[3, 2]AB')
  })

  test('has its kind, parameters and source', () => {
    const { macros } = environment.parse(
      "{% test not_null(model, column_name: string, values: list[str] = []) %}x{% endtest %}\n{% materialization view, adapter='postgres' %}y{% endmaterialization %}{% materialization t, default, supported_languages=['sql', 'python'] -%}{% endmaterialization %}",
      'm.sql',
    )
    const [test, view, table] = [...macros.values()]
    expect(test).toMatchObject({
      name: 'not_null',
      kind: 'test',
      file: 'm.sql',
      place: { line: 1, column: 1 },
    })
    expect(test!.params).toEqual([
      { name: 'model', hasDefault: false, type: undefined },
      { name: 'column_name', hasDefault: false, type: 'string' },
      { name: 'values', hasDefault: true, type: 'list[str]' },
    ])
    expect(view).toMatchObject({ kind: 'materialization', adapter: 'postgres', supportedLanguages: ['sql'] })
    expect(view!.source).toBe("{% materialization view, adapter='postgres' %}y{% endmaterialization %}")
    expect(table).toMatchObject({ adapter: 'default', supportedLanguages: ['sql', 'python'] })
  })

  test('that calls itself without end is an error of the template', async () => {
    const names = library('{% macro m() %}{{ m() }}{% endmacro %}')
    const error = await thrown(() => callValue(names.get('m')!, []))
    expect(error).toBeInstanceOf(JinjaError)
    expect(error).toMatchObject({ kind: 'recursion', file: 'macros/m.sql' })
    expect((error as JinjaError).calls.length).toBeLessThanOrEqual(50)
  })

  test('that calls itself without end says who called it first', async () => {
    const names = library('{% macro m() %}{{ m() }}{% endmacro %}{% macro first() %}{{ m() }}{% endmacro %}')
    const error = await thrown(() => callValue(names.get('first')!, []))
    expect((error as JinjaError).calls.at(-1)).toMatchObject({ name: 'first' })
  })
})

test('static calls are found, dispatch with its constant names', () => {
  const template = environment.parse(
    `{{ f(g(1)) }} {{ dbt_utils.star(ref('a')) }} {{ f() }} {{ x.y.z() }}
     {{ adapter.dispatch('m', 'pkg')(1) }} {{ adapter.dispatch('n', macro_namespace='other') }}
     {{ adapter.dispatch(name) }} {{ (f or g)() }} {{ a|map('upper') }}
     {% if h() is defined %}{% set x = i(k=j()) %}{% endif %}`,
    'a.sql',
  )
  expect(macroCalls(template)).toEqual([
    { name: 'f' },
    { name: 'g' },
    { name: 'dbt_utils.star' },
    { name: 'ref' },
    { name: 'x.y.z' },
    { name: 'adapter.dispatch', dispatch: { name: 'm', namespace: 'pkg' } },
    { name: 'adapter.dispatch', dispatch: { name: 'n', namespace: 'other' } },
    { name: 'adapter.dispatch' },
    { name: 'h' },
    { name: 'i' },
    { name: 'j' },
  ])
  const macro = environment
    .parse('{% macro m(a=f()) %}{{ g() }}{% endmacro %}{{ no() }}', 'm.sql')
    .macros.get('m')!
  expect(macroCalls(macro).map((call) => call.name)).toEqual(['f', 'g'])
})
