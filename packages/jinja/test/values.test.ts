import { describe, expect, test } from 'vitest'
import {
  bindArguments,
  type CallArgs,
  Dict,
  Environment,
  Float,
  fromJs,
  HostObject,
  hostFunction,
  PythonSet,
  repr,
  str,
  Tuple,
  toJs,
  Undefined,
  type Value,
} from '../src/index.js'
import { globals, render, thrown } from './support.js'

/** A relation as a host would show it: an object with attributes, text, and a key of its own. */
class Relation extends HostObject {
  constructor(readonly identifier: string) {
    super()
  }
  override typeName(): string {
    return 'Relation'
  }
  override attr(name: string): Value | undefined {
    if (name === 'identifier') return this.identifier
    if (name === 'include') {
      return hostFunction('include', ({ named }: CallArgs) => `${repr([...named.keys()])}${this.identifier}`)
    }
    return undefined
  }
  override item(key: Value): Value | undefined {
    return key === 'identifier' ? this.identifier : undefined
  }
  override iterate(): Iterable<Value> {
    return ['identifier']
  }
  override readonly isMapping = true
  override repr(): string {
    return `<Relation ${this.identifier}>`
  }
  override str(): string {
    return `"${this.identifier}"`
  }
  override hashKey(): string {
    return `relation:${this.identifier}`
  }
}

/** A number of the host's that computes. */
class Money extends HostObject {
  override readonly isNumber = true
  constructor(readonly cents: number) {
    super()
  }
  override repr(): string {
    return (this.cents / 100).toFixed(2)
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    const cents = other instanceof Money ? other.cents : typeof other === 'number' ? other * 100 : undefined
    if (cents === undefined) return undefined
    if (operator === '+') return new Money(this.cents + cents)
    if (operator === '-') return new Money(reflected ? cents - this.cents : this.cents - cents)
    return undefined
  }
  override compare(other: Value): number | undefined {
    return other instanceof Money ? this.cents - other.cents : undefined
  }
}

describe("a host's object", () => {
  const relation = new Relation('orders')

  test('prints, has attributes and items, is a mapping and a key', async () => {
    const template =
      '{{ r }} {{ [r] }} {{ r.identifier }} {{ r["identifier"] }} {{ r.include(schema=false) }} {{ r is mapping }} ' +
      '{{ {r: 1}[other] }} {{ r == other }} {{ r in [other] }} {{ r.nope is defined }} {{ dict(**r) }} {{ r is callable }}'
    expect(await render(template, { r: relation, other: new Relation('orders') })).toBe(
      `"orders" [<Relation orders>] orders orders ['schema']orders True 1 True True False {'identifier': 'orders'} False`,
    )
  })

  test('is named where it has no such attribute or operation', async () => {
    expect(await thrown(() => render('{{ r.nope.x }}', { r: relation }))).toMatchObject({
      message: "'Relation object' has no attribute 'nope'",
    })
    expect(await thrown(() => render('{{ r + 1 }}', { r: relation }))).toMatchObject({
      message: "unsupported operand type(s) for +: 'Relation' and 'int'",
    })
  })

  test('computes and compares', async () => {
    const values = { a: new Money(150), b: new Money(25) }
    expect(
      await render(
        '{{ a + b }} {{ 2 - b }} {{ a > b }} {{ [a, b]|min }} {{ [a, b]|sum }} {{ a is number }}',
        values,
      ),
    ).toBe('1.75 1.75 True 0.25 1.75 True')
  })
})

describe('arguments of host functions', () => {
  const parameters = ['a', { name: 'b', default: 2 }, '*rest', { name: 'c', default: null }, '**more']
  const call = (template: string) =>
    render(template, { f: hostFunction('f', ({ positional }) => [...positional], parameters) })

  test('are bound as Python binds them', async () => {
    expect(await call('{{ f(1) }}')).toBe('[1, 2, (), None, {}]')
    expect(await call('{{ f(1, 5, 6, c=7, d=8) }}')).toBe("[1, 5, (6,), 7, {'d': 8}]")
    expect(await call('{{ f(b=3, a=1) }}')).toBe('[1, 3, (), None, {}]')
  })

  test.each([
    [[], {}, "f() missing 2 required positional arguments: 'a' and 'b'"],
    [[1], {}, "f() missing 1 required positional argument: 'b'"],
    [[1, 2, 3], {}, 'f() takes 2 positional arguments but 3 were given'],
    [[1, 2], { c: 1 }, "f() got an unexpected keyword argument 'c'"],
    [[1], { a: 1 }, "f() got multiple values for argument 'a'"],
  ])('%j %j that do not fit', (positional, named, message) => {
    const args = { positional, named: new Map(Object.entries(named)) }
    expect(() => bindArguments('f', ['a', 'b'], args)).toThrow(message)
  })
})

describe('data of JavaScript', () => {
  test('becomes values and comes back', () => {
    const data = { a: [1, 2.5, null, true, 'x'], b: { c: 10n ** 20n } }
    const value = fromJs(data)
    expect(repr(value)).toBe("{'a': [1, 2.5, None, True, 'x'], 'b': {'c': 100000000000000000000}}")
    expect(toJs(value)).toEqual(data)
    expect(toJs(new Tuple([1, new Float(2)]))).toEqual([1, 2])
    expect(() => toJs(new Undefined(undefined, 'x'))).toThrow('not JSON serializable')
    expect(Object.getPrototypeOf(toJs(Dict.of([['__proto__', 1]])) as object)).toBe(Object.prototype)
  })

  test('keeps the order and the equality of keys', () => {
    const dict = new Dict()
      .set('b', 1)
      .set(1, 2)
      .set(true, 3)
      .set(new Float(1), 4)
      .set(new Tuple([1]), 5)
    expect(str(dict)).toBe("{'b': 1, 1: 4, (1,): 5}")
    expect(dict.get(new Tuple([new Float(1)]))).toBe(5)
    // Keys that look alike as text stay apart.
    const alike = new Dict()
      .set('1', 'a')
      .set(1, 'b')
      .set(new Tuple(['1']), 'c')
      .set('(1,)', 'd')
      .set(null, 'e')
      .set('None', 'f')
    expect(alike.size).toBe(6)
  })

  test('makes sets', async () => {
    const values = { s: new PythonSet([1, 2, 1]) }
    expect(
      await render(
        '{{ s }} {{ 1 in s }} {{ s|length }} {{ s.add(3) }}{{ s|list }} {{ s.union([9])|list }} {{ s - s }}',
        values,
      ),
    ).toBe('{1, 2} True 2 None[1, 2, 3] [1, 2, 3, 9] set()')
  })
})

describe('undefined values', () => {
  const withKind = (kind: 'strict' | 'absorbing') =>
    new Environment({ undefined: (name, hint) => new Undefined(hint, name, kind) })

  test('that absorb calls, attributes and items let a template be evaluated without its context', async () => {
    const template =
      "{{ a.b.c(1)[2] }}{% for x in a %}{% endfor %}{% if a.b %}no{% endif %}{{ 'x' in a }}{{ a|length }}{{ a[1:] }}{{ a ~ 'b' }}"
    expect(await withKind('absorbing').parse(template, 'a.sql').render(globals())).toBe('False0b')
    for (const [wrong, kind] of [
      ['{{ a + 1 }}', 'undefined'],
      ['{{ a < 1 }}', 'undefined'],
      ['{{ -a.b }}', 'undefined'],
      ['{{ a|int }}', 'undefined'],
      ['{% call a(1) %}x{% endcall %}y', 'type'],
    ] as const) {
      const error = await thrown(() => withKind('absorbing').parse(wrong, 'a.sql').render(globals()))
      expect(error).toMatchObject({ kind })
    }
  })

  test('that are strict may not even be printed', async () => {
    for (const template of [
      '{{ a }}',
      '{% if a %}{% endif %}',
      '{% for x in a %}{% endfor %}',
      '{{ a == 1 }}',
      "{{ a ~ '' }}",
    ]) {
      expect(await thrown(() => withKind('strict').parse(template, 'a.sql').render(globals()))).toMatchObject(
        {
          kind: 'undefined',
          message: "'a' is undefined",
        },
      )
    }
    expect(
      await withKind('strict').parse("{{ a is defined }}{{ a|default('x') }}", 'a.sql').render(globals()),
    ).toBe('Falsex')
  })
})

describe("dbt's native rendering", () => {
  const native = (template: string) =>
    new Environment({ native: true }).parse(template, 'a.yml').renderNative(globals({ n: '5', l: [1] }))

  test('keeps a single value and reads text only where it is told to', async () => {
    expect(await native('{{ l }}')).toEqual([1])
    expect(await native('{{ n }}')).toBe('5')
    expect(await native('5')).toBe('5')
    expect(await native('{{ 5 }}')).toBe('5')
    expect(await native('{{ n | as_number }}')).toBe(5)
    expect(await native("{{ 'true'.title() | as_bool }}")).toBe(true)
    expect(await native("{{ '[1, None]' | as_native }}")).toEqual([1, null])
    expect(await native('{{ n | as_text }}')).toBe('5')
    expect(await native('{{ n }}{{ n }}')).toBe('55')
    expect(await native('')).toBe('')
    expect(await thrown(() => native("{{ 'x' | as_number }}"))).toMatchObject({
      message: "Could not convert value 'x' into type 'number'",
    })
    expect(await new Environment().parse('{{ n | as_number + 1 }}', 'a').render(globals({ n: 5 }))).toBe('6')
  })
})

test('a long list is sorted in its place', async () => {
  const template = '{% set l = [2, 1] * 100000 %}{% do l.sort() %}{{ l | length }} {{ l[0] }} {{ l[-1] }}'
  expect(await render(template)).toBe('200000 1 2')
})

test('a hundred thousand turns that wait are no trouble for the stack', async () => {
  const later = hostFunction('later', ({ positional }) => Promise.resolve(positional[0]!))
  const template =
    '{% set ns = namespace(n=0) %}{% for i in range(100000) %}{% set ns.n = ns.n + later(1) %}{% endfor %}{{ ns.n }}'
  expect(await render(template, { later })).toBe('100000')
  const filtered = '{% for i in range(100000) if later(i) < 0 %}x{% else %}none{% endfor %}'
  expect(await render(filtered, { later })).toBe('none')
})
