import { expect, it } from 'vitest'
import { dbtSource } from '../../src/manifest/dbt-shape.js'
import { parseShop } from '../support/parse-shop.js'

const none = { count: null, period: null }

it('a table takes what its source says, and says it better', () => {
  const { manifest } = parseShop({
    'models/raw.yml': `
sources:
  - name: raw
    schema: sch
    database: "{{ target.database }}2"
    tags: [st]
    meta: {s: 1}
    quoting: {schema: true, identifier: false}
    loader: airbyte
    loaded_at_field: upd
    freshness: {warn_after: {count: 1, period: day}, filter: "x=1"}
    tables:
      - name: t1
        identifier: T1_x
        meta: {t: 2}
        tags: [tt, st]
        quoting: {identifier: true}
        freshness: {error_after: {count: 2, period: hour}}
        loaded_at_field: upd2
      - name: t2
        freshness: null
        config: {meta: {cm: 1}, tags: [ctg], freshness: {warn_after: {count: 4, period: minute}}}
      - {name: t3, freshness: null}
      - {name: t4, external: {location: s3}, loaded_at_query: select 1}
`,
  })
  const tables = [...manifest.sources.values()].map((source) => {
    const shaped = dbtSource(source)
    return {
      name: shaped.name,
      relation: shaped.relation_name,
      tags: shaped.tags,
      meta: shaped.meta,
      freshness: shaped.freshness,
      field: shaped.loaded_at_field,
      external: shaped.external,
      unrendered: [shaped.unrendered_database, shaped.unrendered_config],
    }
  })
  const ofSource = { warn_after: { count: 1, period: 'day' }, error_after: none, filter: 'x=1' }
  const t1 = {
    warn_after: { count: 1, period: 'day' },
    error_after: { count: 2, period: 'hour' },
    filter: 'x=1',
  }
  const t2 = { warn_after: { count: 4, period: 'minute' }, error_after: none, filter: null }
  const written = '{{ target.database }}2'
  expect(tables).toEqual([
    {
      name: 't1',
      relation: '`wh2`.`sch`.`T1_x`',
      tags: ['st', 'tt'],
      meta: { s: 1, t: 2 },
      freshness: t1,
      field: 'upd2',
      external: null,
      unrendered: [
        written,
        {
          freshness: t1,
          loaded_at_field: 'upd2',
          loaded_at_query: null,
          meta: { s: 1, t: 2 },
          tags: ['st', 'tt'],
        },
      ],
    },
    {
      name: 't2',
      relation: '`wh2`.`sch`.t2',
      tags: ['ctg', 'st'],
      meta: { s: 1, cm: 1 },
      freshness: t2,
      field: 'upd',
      external: null,
      unrendered: [
        written,
        {
          freshness: t2,
          loaded_at_field: 'upd',
          loaded_at_query: null,
          meta: { s: 1, cm: 1 },
          tags: ['ctg', 'st'],
        },
      ],
    },
    {
      name: 't3',
      relation: '`wh2`.`sch`.t3',
      tags: ['st'],
      meta: { s: 1 },
      freshness: null,
      field: 'upd',
      external: null,
      unrendered: [
        written,
        { freshness: null, loaded_at_field: 'upd', loaded_at_query: null, meta: { s: 1 }, tags: ['st'] },
      ],
    },
    {
      name: 't4',
      relation: '`wh2`.`sch`.t4',
      tags: ['st'],
      meta: { s: 1 },
      freshness: ofSource,
      field: 'upd',
      external: {
        location: 's3',
        file_format: null,
        row_format: null,
        tbl_properties: null,
        partitions: null,
      },
      unrendered: [
        written,
        {
          freshness: ofSource,
          loaded_at_field: 'upd',
          loaded_at_query: 'select 1',
          meta: { s: 1 },
          tags: ['st'],
        },
      ],
    },
  ])
})

it('tests of a source’s column carry the column’s tags before those of the table', () => {
  const { manifest } = parseShop({
    'models/raw.yml': `
sources:
  - name: raw
    tags: [st]
    tables:
      - name: t1
        columns: [{name: c, tags: [ctag], tests: [not_null]}]
      - {name: t2, config: {enabled: false}, columns: [{name: c, tests: [not_null]}]}
`,
  })
  expect(
    [...manifest.nodes.values()].map(({ uniqueId, tags, config, dependsOn }) => [
      uniqueId.replace(/\.[0-9a-f]+$/, ''),
      tags,
      config.tags,
      dependsOn.nodes,
    ]),
  ).toEqual([['test.shop.source_not_null_raw_t1_c', ['ctag', 'st'], [], ['source.shop.raw.t1']]])
  expect([...manifest.disabled.keys()]).toEqual(['source.shop.raw.t2'])
})

it('an exposure has what the tree `exposures:` sets along its folders, under its own config', () => {
  const { manifest } = parseShop({
    'dbt_project.yml': `
name: shop
profile: shop
exposures:
  +tags: all
  shop:
    boards:
      +meta: {owner: x, n: 1}
      old: {+enabled: false}
`,
    'models/boards/e.yml': `
exposures:
  - {name: e, type: dashboard, owner: {email: e@x}, tags: [mine], config: {meta: {n: 2}}}
`,
    'models/boards/old/f.yml': 'exposures: [{name: f, type: dashboard, owner: {email: e@x}}]',
  })
  const exposure = manifest.exposures.get('exposure.shop.e')
  // dbt joins the mappings of an exposure's own keys alone: a config takes the place of one from further away.
  expect([exposure?.tags, exposure?.meta]).toEqual([['all', 'mine'], { n: 2 }])
  expect([...manifest.disabled.keys()]).toEqual(['exposure.shop.f'])
})

it('an exposure keeps its tags, its config as written and what it reads, sources first', () => {
  const { manifest } = parseShop({
    'models/a.sql': 'select 1',
    'models/e.yml': `
sources: [{name: raw, tables: [{name: t1}]}]
exposures:
  - name: ex1
    type: dashboard
    owner: {email: e@x, slack: s}
    depends_on: [ref('a'), "source('raw','t1')"]
    tags: [z]
    config: {meta: {n: 2}, tags: q}
`,
  })
  const exposure = manifest.exposures.get('exposure.shop.ex1')
  expect([exposure?.tags, exposure?.unrenderedConfig, exposure?.dependsOn.nodes, exposure?.owner]).toEqual([
    ['q', 'z'],
    { meta: { n: 2 }, tags: 'q' },
    ['source.shop.raw.t1', 'model.shop.a'],
    { email: 'e@x', name: null, slack: 's' },
  ])
})
