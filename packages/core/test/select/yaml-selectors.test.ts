import { TdbtError } from '@tdbt/adapter-api'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildGraph } from '../../src/graph/graph.js'
import { select } from '../../src/select/select.js'
import { findSelector, parseSelectors } from '../../src/select/yaml-selectors.js'
import { shop } from './shop.js'

function read(text: string) {
  return parseSelectors({ yaml: { file: 'selectors.yml', text }, data: parse(text) as unknown }, 'eager')
}

function errorOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    return `${error.place?.line}:${error.place?.column} ${error.message} [${error.hint}]`
  }
  return 'no error'
}

/** A selectors.yml with one selector, whose definition begins in the third line. */
function defined(definition: string): string {
  return `selectors:\n  - name: nightly\n    definition: ${definition}\n`
}

describe('selectors.yml that is wrong', () => {
  test.each([
    ['nightly: [a]', "1:1 selectors.yml needs a list 'selectors'"],
    ['selectors: [nightly]', '1:13 a selector must be a mapping with name and definition'],
    ['selectors: [{definition: a}]', "1:13 a selector has no 'name'"],
    ['selectors: [{name: a}]', "1:13 the selector 'a' needs a 'definition': a text or a mapping"],
    ['selectors: [{name: a, definition: [b]}]', "1:35 the selector 'a' needs a 'definition'"],
    [
      'selectors: [{name: a, defintion: b}]',
      "1:34 'defintion' is no key of a selector [did you mean 'definition'?]",
    ],
    [
      'selectors: [{name: a, definition: b, default: maybe}]',
      "1:47 'default' of the selector 'a' must be true or false",
    ],
    [
      'selectors: [{name: a, definition: b, default: true}, {name: c, definition: d, default: true}]',
      "1:88 two selectors have 'default: true': a and c",
    ],
    [defined('tags:x'), "3:17 'tags' is not a valid method name [did you mean 'tag'?"],
    [defined('{tags: x}'), "3:17 'tags' is not a valid method name [did you mean 'tag'?"],
    [defined('"@a+"'), "3:17 '@a+' is no valid selection"],
    [defined('{method: tag}'), "3:26 'method' is not a valid method name"],
    [
      defined('{method: tag, parents: true}'),
      "3:17 a definition has one key, or 'method' and 'value'; this one has method, parents",
    ],
    [defined('{method: tag, value: [x]}'), "3:38 the value of 'tag' must be a text"],
    [defined('{tag: 1}'), "3:23 the value of 'tag' must be a text [write '1']"],
    [defined('{union: x}'), "3:25 'union' must be a list"],
    [defined('{union: [x], exclude: [y]}'), "3:25 'union' must stand alone in the definition of 'nightly'"],
    [defined('{union: [x, 2]}'), '3:29 a definition must be a text or a mapping'],
    [
      defined('{union: [x, {exclude: [y]}, {exclude: [z]}]}'),
      "3:45 this 'union' has more than one 'exclude'",
    ],
    [
      defined('{method: tag, value: x, indirect_selection: cautous}'),
      "3:61 'cautous' is no mode of indirect_selection [did you mean 'cautious'?]",
    ],
    [
      defined('{method: tag, value: x, parents: true, parents_depth: two}'),
      "3:71 'parents_depth' must be a whole number",
    ],
    [
      defined('{method: fqn, value: x, childrens_parents: true, children: true}'),
      "3:17 'childrens_parents' and 'children' exclude each other",
    ],
    [defined('{method: selector, value: nightly}'), "3:43 there is no selector 'nightly' above this one"],
  ])('%j is an error that says where', (text, message) => {
    expect(errorOf(() => read(text))).toContain(message)
  })
})

test('a value that its method can not have is an error in selectors.yml, when the selector is used', () => {
  const { tree } = findSelector(read(defined('{method: source, value: a.b.c.d}')), 'nightly')
  const run = () =>
    select(shop, buildGraph(shop), tree, {
      allowedTypes: ['model'],
      resourceTypes: [],
      excludeResourceTypes: [],
    })
  expect(errorOf(run)).toContain("3:41 Invalid source selector value 'a.b.c.d'")
})

test('a selector that there is not names the nearest', () => {
  expect(errorOf(() => findSelector(read(defined('a')), 'nigthly'))).toContain(
    "could not find a selector named 'nigthly' [did you mean 'nightly'?]",
  )
  expect(errorOf(() => findSelector(read('selectors: []'), 'nightly'))).toContain(
    'write the selector into selectors.yml',
  )
})
