import { TdbtError } from '@tdbt/adapter-api'
import { describe, expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.js'
import type { IndirectSelection } from '../../src/invocation/flags.js'
import { type Selection, type SelectOptions, select } from '../../src/select/select.js'
import { parseSelection } from '../../src/select/selection-tree.js'
import { manifestOf, node } from '../graph/manifest-of.js'
import { dbtAnswers } from './dbt-answers.js'
import { shop } from './shop.js'

const graph = buildGraph(shop)
const listed = ['model', 'snapshot', 'seed', 'test', 'source', 'exposure']

interface Asked extends SelectOptions {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly indirectSelection: IndirectSelection
}

function ask({
  select: words = [],
  exclude = [],
  indirectSelection = 'eager',
  ...options
}: Partial<Asked>): Selection {
  return select(shop, graph, parseSelection(words, exclude, indirectSelection), {
    allowedTypes: [...listed, 'analysis'],
    defaultTypes: listed,
    resourceTypes: [],
    excludeResourceTypes: [],
    includeEmpty: true,
    ...options,
  })
}

/** Flags as `ls` has them, each with all the words up to the next. */
function askFlags(flags: string): Selection {
  const words = new Map<string, string[]>()
  let values: string[] = []
  for (const word of flags.split(' ').filter((text) => text !== '')) {
    if (word.startsWith('--')) {
      values = []
      words.set(word, values)
    } else values.push(word)
  }
  return ask({
    select: words.get('--select') ?? [],
    exclude: words.get('--exclude') ?? [],
    indirectSelection: (words.get('--indirect-selection')?.[0] ?? 'eager') as IndirectSelection,
    resourceTypes: words.get('--resource-type') ?? [],
    excludeResourceTypes: words.get('--exclude-resource-type') ?? [],
  })
}

/** Without type and package. */
function shortNames(ids: readonly string[]): string {
  return ids
    .map((id) => id.split('.').slice(2).join('.'))
    .sort()
    .join(' ')
}

function errorOf(run: () => unknown): TdbtError {
  try {
    run()
  } catch (error) {
    if (error instanceof TdbtError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const nothingMatches = (criterion: string): string =>
  `The selection criterion '${criterion}' does not match any enabled nodes`

for (const [topic, rows] of Object.entries(dbtAnswers)) {
  describe(topic, () => {
    test.each(Object.entries(rows))('%s', (flags, expected) => {
      expect(shortNames(askFlags(flags).ids)).toBe(expected)
    })
  })
}

describe('what is selected', () => {
  test('comes in the order of the graph', () => {
    const { ids } = askFlags('--select +report --resource-type model')
    for (const [index, id] of ids.entries()) {
      for (const parent of graph.parents(id)) expect(ids.indexOf(parent)).toBeLessThan(index)
    }
    expect(ids).toHaveLength(10)
  })

  test('has no model without text, unless it is asked for', () => {
    expect(ask({ select: ['blank'], includeEmpty: false }).ids).toEqual([])
    expect(ask({ select: ['blank'], includeEmpty: true }).ids).toEqual(['model.shop.blank'])
    expect(ask({ select: ['countries'], includeEmpty: false, resourceTypes: ['seed'] }).ids).toHaveLength(1)
  })

  test('is never of a type that the command can not work on', () => {
    const { ids } = ask({
      allowedTypes: ['model'],
      defaultTypes: ['model'],
      resourceTypes: ['seed', 'model'],
    })
    expect(ids.every((id) => id.startsWith('model.'))).toBe(true)
    expect(ids).toHaveLength(11)
  })

  test('is nothing for an empty text', () => {
    const { ids, warnings } = ask({ select: [''] })
    expect(ids).toEqual([])
    expect(warnings).toEqual([nothingMatches('')])
  })

  test('does not depend on the number of blanks', () => {
    const { ids, warnings } = ask({ select: ['stg_orders  stg_payments '], resourceTypes: ['model'] })
    expect(shortNames(ids)).toBe('stg_orders stg_payments')
    expect(warnings).toEqual([])
  })

  test('may be named by a path through other folders, with either separator, or the whole project', () => {
    const models = { resourceTypes: ['model'] }
    const staging = ask({ select: ['models/staging'], ...models }).ids
    expect(ask({ select: ['models/marts/../staging'], ...models }).ids).toEqual(staging)
    expect(ask({ select: ['models\\staging\\'], ...models }).ids).toEqual(staging)
    expect(ask({ select: ['path:.'] }).ids).toEqual(ask({}).ids)
    expect(ask({ select: ['path:../..'] }).ids).toEqual([])
  })

  test('keeps apart names that differ in wildcard characters only', () => {
    const manifest = manifestOf(['a', 'b', 'ab', 'a.b'].map((name) => node('model', name)))
    const find = (criterion: string): string =>
      shortNames(
        select(manifest, buildGraph(manifest), parseSelection([criterion], [], 'eager'), {
          allowedTypes: ['model'],
          resourceTypes: [],
          excludeResourceTypes: [],
        }).ids,
      )
    expect(find('?')).toBe('a b')
    expect(find('[b-z]')).toBe('b')
    expect(find('[!b]')).toBe('a')
    expect(find('a?b')).toBe('a.b')
    expect(find('[z-a]')).toBe('')
    expect(find('[')).toBe('')
    expect(find('a*')).toBe('a a.b ab')
  })
})

describe('a warning', () => {
  test('is given for each part that selects nothing, in the order of the flags', () => {
    expect(
      ask({ select: ['report', 'zzz', 'tag:mart,tag:staging'], exclude: ['source:other', 'report'] })
        .warnings,
    ).toEqual([nothingMatches('zzz'), nothingMatches('tag:mart,tag:staging'), nothingMatches('source:other')])
  })

  test('is not given for what another part or the command takes away', () => {
    expect(askFlags('--select report --exclude report').warnings).toEqual([])
    expect(askFlags('--select countries --resource-type model').warnings).toEqual([])
    expect(askFlags('').warnings).toEqual([])
  })

  test.each([
    ['stg_order', 'stg_orders'],
    ['tag:nigthly', 'nightly'],
    ['source:crm.costumers', 'crm.customers'],
    ['package:event', 'events'],
    ['exposure:weekly_bord', 'weekly_board'],
    ['test_name:uniqe', 'unique'],
    ['group:finanze', 'finance'],
    ['access:publik', 'public'],
    ['fct_order.sql', 'fct_orders.sql'],
    ['models/stagin', 'models/staging'],
  ])('of %s names the nearest', (criterion, near) => {
    expect(ask({ select: [criterion] }).warnings).toEqual([
      `${nothingMatches(criterion)} (did you mean '${near}'?)`,
    ])
  })

  test('with a blank beside its comma says what a comma means', () => {
    const hint = "(no blank stands beside a comma: 'a,b' is what both have, 'a b' what either has)"
    expect(ask({ select: ['stg_orders, nosuch'] }).warnings).toEqual([
      `${nothingMatches('stg_orders,')} ${hint}`,
      nothingMatches('nosuch'),
    ])
    expect(ask({ select: ['stg_orders ,events'] }).warnings).toEqual([`${nothingMatches(',events')} ${hint}`])
  })
})

describe('an error', () => {
  test.each([
    ['@report+', "'@report+' is no valid selection", "'x+'"],
    ['tags:mart', "'tags' is not a valid method name", "did you mean 'tag'?"],
    ['spanish:inquisition', "'spanish' is not a valid method name", 'the methods are fqn, tag'],
    ['state:modified', "the selection method 'state' of 'state:modified' is not supported yet", ''],
    ['source:a.b.c.d', "Invalid source selector value 'a.b.c.d'", 'package.source.table'],
    ['exposure:a.b.c', "Invalid exposure selector value 'a.b.c'", 'package.name'],
    ['test_type:odd', "'odd' is no type of tests", 'generic, singular'],
    ['resource_type:modle', "'modle' is no resource type", "did you mean 'model'?"],
    [
      '/etc/models',
      "'/etc/models' is no path inside the project",
      'relative to the folder of dbt_project.yml',
    ],
    ['path:', "'' is no path inside the project", 'relative to the folder of dbt_project.yml'],
  ])('is thrown for %s', (criterion, message, hint) => {
    const error = errorOf(() => ask({ select: [criterion] }))
    expect(error.kind).toBe('Runtime')
    expect(error.message).toContain(message)
    expect(error.hint).toContain(hint)
  })

  test('is thrown for an unknown resource type of a flag', () => {
    expect(errorOf(() => ask({ resourceTypes: ['models'] })).hint).toBe("did you mean 'model'?")
    expect(errorOf(() => ask({ excludeResourceTypes: ['tests'] })).message).toBe(
      "'tests' is no resource type",
    )
  })
})
