import { expect, test } from 'vitest'
import { Environment, hostFunction } from '../src/index.js'

test('smoke', async () => {
  const env = new Environment()
  const t = env.parse(
    "{% macro m(a, b=2) %}[{{ a }}-{{ b }}{{ caller() if caller }}]{% endmacro %}{% set x = 5 %}{% for i in range(3) if i != 1 %}{{ loop.index }}:{{ i + x }}{{ ',' if not loop.last }}{% endfor %} {{ m(1) }} {% call m('z') %}c{{ x }}{% endcall %}{{ 10/4 }} {{ f() }} {{ {'a': [1, 2.0, None, ('x',)]} }} {{ '%05.2f|%s' % (3.14159, 'hi') }} {{ '{:>5}|{!r}'.format(1,'a') }}",
    'a.sql',
  )
  expect(t.render(new Map([['f', hostFunction('f', () => 1)]]))).toMatchInlineSnapshot(
    `"1:5,2:7 [1-2] [z-2c5]2.5 1 {'a': [1, 2.0, None, ('x',)]} 03.14|hi     1|'a'"`,
  )
  expect(await t.render(new Map([['f', hostFunction('f', () => Promise.resolve(1))]]))).toMatchInlineSnapshot(
    `"1:5,2:7 [1-2] [z-2c5]2.5 1 {'a': [1, 2.0, None, ('x',)]} 03.14|hi     1|'a'"`,
  )
})
