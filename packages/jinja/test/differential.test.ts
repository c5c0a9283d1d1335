import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  Dict,
  Environment,
  type FilterFunction,
  type Globals,
  JinjaError,
  repr,
  type Value,
} from '../src/index.js'
import { parseLiteral } from '../src/values/literal.js'

const folder = new URL('differential/', import.meta.url)
const contextText = readFileSync(new URL('context.txt', folder), 'utf8').trim()

interface Answer {
  readonly template: string
  readonly output?: string
  readonly error?: string
  readonly message?: string
}

/** A fresh context for each case, since templates may change lists and dicts. */
function context(): Globals {
  const dict = parseLiteral(contextText)
  if (!(dict instanceof Dict)) throw new Error('the context must be a dict')
  return { get: (name) => dict.get(name) }
}

/** Errors whose wording is Python's and changes with its version; of the others the text is the same too. */
const PYTHONS_OWN = new Set(['type', 'value', 'index', 'attribute', 'overflow', 'recursion'])

const plain = new Environment()
const native = new Environment({ native: true })

/** The same filters and tests, each answering only later. */
function later(all: ReadonlyMap<string, FilterFunction>): Map<string, FilterFunction> {
  const waiting = new Map<string, FilterFunction>()
  for (const [name, apply] of all) {
    waiting.set(name, async (value, args, runtime) => {
      await Promise.resolve()
      return apply(value, args, runtime)
    })
  }
  return waiting
}

const waiting = new Environment({ filters: later(plain.filters), tests: later(plain.tests) })

async function answer(environment: Environment, template: string, isNative: boolean) {
  try {
    if (!isNative) return { output: await environment.parse(template, 'case.sql').render(context()) }
    const value: Value = await native.parse(template, 'case.sql').renderNative(context())
    return { output: repr(value) }
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    return { error: error.kind, message: error.message, line: error.line }
  }
}

for (const file of readdirSync(new URL('recorded/', folder)).sort()) {
  const answers = JSON.parse(readFileSync(new URL(`recorded/${file}`, folder), 'utf8')) as Answer[]
  const isNative = file === 'native.json'
  describe(`answers of Jinja2: ${file.replace('.json', '')}`, () => {
    test.each([
      ['at once', plain],
      ['with promises', waiting],
    ])('%s', async (_name, environment) => {
      const wrong: unknown[] = []
      for (const expected of answers) {
        const actual = await answer(environment, expected.template, isNative)
        const isRight =
          actual.output === expected.output &&
          actual.error === expected.error &&
          (actual.error === undefined || PYTHONS_OWN.has(actual.error) || actual.message === expected.message)
        // An error without a place can't be shown to anyone.
        if (!isRight || ('error' in actual && actual.line === undefined)) wrong.push({ expected, actual })
      }
      expect(wrong).toEqual([])
    })
  })
}
