import { Float } from '@tdbt/jinja'
import { describe, expect, it } from 'vitest'
import { readYaml } from '../../src/project/yaml.js'

// PyYAML's answers.
it.each([
  ['# only a comment\n', null],
  ['---\n', null],
  ['\ufeffa: 1', { a: 1 }],
  ['a: 1\na: 2', { a: 2 }],
  ['%YAML 1.1\n---\na: 1', { a: 1 }],
  [
    '[010, 1_000, 1:30, 0x1F, 1e3, .5, yes, y, off, ~]',
    [8, 1000, 90, 31, '1e3', 0.5, true, 'y', false, null],
  ],
  ['[1.0, 1.e+3]', [new Float(1), new Float(1000)]],
  ['date: 2020-01-01', { date: '2020-01-01' }],
  ['a: &x {b: 1}\nc: {<<: *x, d: 2}', { a: { b: 1 }, c: { b: 1, d: 2 } }],
])('%j', (text, expected) => {
  expect(readYaml(text, 'f.yml')).toEqual(expected)
})

it('a few lines whose aliases make a billion values are refused', () => {
  const names = [...'abcdefghi']
  const lines = names.map((name, at) => {
    const inside = at === 0 ? 'x' : `*${names[at - 1]}`
    return `${name}: &${name} [${Array.from({ length: 10 }, () => inside).join(', ')}]`
  })
  expect(() => readYaml(lines.join('\n'), 'f.yml')).toThrow(
    'invalid YAML: its aliases make more than 1000000 values of it',
  )
})

describe('of a file that holds passwords nothing is shown', () => {
  it.each([
    ['password: *s3cret', 'invalid YAML: unidentified alias'],
    ['password: !s3cret', 'invalid YAML: unknown scalar tag'],
    ['password: !s3cret!x y', 'invalid YAML: undeclared tag handle'],
    ['password: "s3cret', 'invalid YAML: unexpected end of the stream within a double quoted scalar'],
    ['password: a: s3cret', 'invalid YAML: bad indentation of a mapping entry'],
  ])('%s', (text, expected) => {
    let thrown: unknown
    try {
      readYaml(text, 'profiles.yml', () => undefined)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ message: expected, source: undefined })
  })
})
