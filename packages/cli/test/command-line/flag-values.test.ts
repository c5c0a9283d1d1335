import { describe, expect, test } from 'vitest'
import type { GivenValue } from '../../src/command-line/flag-definition.js'
import { type FlagSources, resolveFlags } from '../../src/command-line/flag-values.js'
import { flagsOf } from '../../src/command-line/flags.js'

function resolve(sources: {
  command?: string
  given?: Readonly<Record<string, GivenValue | undefined>>
  env?: FlagSources['env']
  project?: FlagSources['project']
}) {
  const command = sources.command ?? 'run'
  return resolveFlags({
    command,
    definitions: flagsOf(command),
    given: new Map(
      Object.entries(sources.given ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    env: sources.env ?? {},
    project: sources.project ?? {},
    projectAt: () => ({}),
  })
}

describe('where a value comes from', () => {
  test('the command line comes before the environment, that before the project', () => {
    const project = { fail_fast: true, printer_width: 100, quiet: true }
    const env = { DBT_FAIL_FAST: 'false', DBT_PRINTER_WIDTH: '90' }
    const flags = resolve({ given: { 'printer-width': '120' }, env, project })
    expect(flags.integer('printer-width')).toBe(120)
    expect(flags.boolean('fail-fast')).toBe(false)
    expect(flags.boolean('quiet')).toBe(true)
    expect(flags.boolean('warn-error')).toBe(false)
    expect(flags.boolean('use-colors')).toBeUndefined()
  })

  test('DBT_ENGINE_ comes before DBT_', () => {
    expect(resolve({ env: { DBT_TARGET: 'a', DBT_ENGINE_TARGET: 'b' } }).text('target')).toBe('b')
  })

  test('an empty variable is none', () => {
    expect(resolve({ env: { DBT_TARGET: '', DBT_QUIET: '' } }).text('target')).toBeUndefined()
  })

  test('an empty selection that is given stays one: a variable that is not set must not select everything', () => {
    expect(resolve({ given: { select: [''] } }).list('select')).toEqual([''])
    expect(resolve({ env: { DBT_SELECT: ' a  b ' } }).list('select')).not.toContain('')
  })

  test('a variable of a flag that the command does not have is not read', () => {
    expect(() => resolve({ command: 'parse', env: { DBT_FULL_REFRESH: 'maybe' } })).not.toThrow()
  })

  test("dbt's behaviour switches in flags: are no flags", () => {
    expect(() => resolve({ project: { require_generic_test_arguments_property: true } })).not.toThrow()
  })

  test('a mapping of the project is no value of a flag that is none', () => {
    const project = { printer_width: { toString: 100 } }
    expect(() => resolve({ project })).toThrow(
      'Invalid value for flags.printer_width in dbt_project.yml: {"toString":100} is not a whole number.',
    )
  })

  test.each([
    ['1', true],
    ['yes', true],
    ['True', true],
    ['off', false],
    ['0', false],
  ])('DBT_QUIET=%s', (text, wanted) => {
    expect(resolve({ env: { DBT_QUIET: text } }).boolean('quiet')).toBe(wanted)
  })
})

describe('what is refused, with its origin', () => {
  test.each([
    [{ given: { threads: '1.5' } }, "Invalid value for --threads: '1.5' is not a whole number."],
    [{ env: { DBT_THREADS: 'x' } }, "Invalid value for DBT_THREADS=x: 'x' is not a whole number."],
    [
      { env: { DBT_QUIET: 'perhaps' } },
      "Invalid value for DBT_QUIET=perhaps: 'perhaps' is not true or false.",
    ],
    [
      { project: { indirect_selection: 'greedy' } },
      "Invalid value for flags.indirect_selection in dbt_project.yml: 'greedy' is not one of eager, cautious, buildable, empty.",
    ],
    [
      { command: 'build', given: { 'resource-type': ['model', 'modle'] } },
      /^Invalid value for --resource-type: 'modle' is not one of metric, /,
    ],
  ])('%j', (sources, wanted) => {
    expect(() => resolve(sources)).toThrow(wanted)
  })

  test.each([
    [{ defer: true }, '--defer'],
    [{ state: 'old' }, '--state'],
  ])("flags of dbt's that are missing say so: %j", (given, name) => {
    expect(() => resolve({ given })).toThrow(
      `${name} asks for something of dbt's that tdbt does not have yet.`,
    )
  })

  test('so do their variables', () => {
    expect(() => resolve({ env: { DBT_DEFER: '1' } })).toThrow(/^DBT_DEFER=1 asks for/)
  })

  test.each([
    { given: { defer: false } },
    { given: { 'version-check': true } },
    { given: { 'partial-parse': false, 'static-parser': false, 'send-anonymous-usage-stats': false } },
    { env: { DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', DBT_CACHE_SELECTED_ONLY: '1' } },
  ])('what changes nothing is accepted: %j', (sources) => {
    expect(() => resolve(sources)).not.toThrow()
  })
})
