import { Float } from '@tdbt/jinja'
import { expect, it } from 'vitest'
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
