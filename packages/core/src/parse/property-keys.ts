import { nearest } from '@tdbt/adapter-api'
import { type Entry, isEntry, type Section } from './read-properties.js'

/** One key of an entry in a properties file. */
export interface PropertyKey {
  readonly describe: string
  /** dbt knows it; tdbt lets it stand and does nothing with it yet. */
  readonly ignored?: true
}

type Keys = Readonly<Record<string, PropertyKey>>

const ignored = (describe: string): PropertyKey => ({ describe, ignored: true })

const named: Keys = {
  name: { describe: 'What is described; it must be there' },
  description: { describe: 'Text, in which doc() names a docs block' },
  config: { describe: 'Configs; they go over those of dbt_project.yml' },
  meta: { describe: 'The same as meta in config' },
}
const tests: Keys = {
  data_tests: { describe: 'List of tests' },
  tests: { describe: 'Older name of data_tests' },
}
const node: Keys = {
  ...named,
  columns: { describe: 'List of columns' },
  ...tests,
  docs: { describe: 'The same as docs in config' },
  group: { describe: 'The same as group in config' },
  access: { describe: 'The same as access in config' },
  data_type: ignored('Type'),
  constraints: { describe: 'List of constraints, for enforced contracts' },
  quote_columns: ignored('The config is read'),
}

export const columnKeys: Keys = {
  ...named,
  data_type: { describe: 'Type, for enforced contracts' },
  ...tests,
  tags: { describe: 'Tags of the tests of the column' },
  quote: { describe: 'Whether tests quote the name' },
  constraints: { describe: 'List of constraints, for enforced contracts' },
  docs: ignored('How the column is shown on the documentation page'),
  granularity: { describe: 'Granularity of a time spine: day, hour ...' },
}

/** Keys of one test of `data_tests`; others are arguments of its macro. */
export const testKeys: Keys = {
  name: { describe: "The test's name; else made of its arguments" },
  test_name: { describe: "The macro's name, where the entry is written as {test_name: ..., ...}" },
  arguments: { describe: 'Arguments of the macro; they may stand beside it too' },
  config: { describe: 'Configs; most may stand beside it too' },
  description: ignored('Text'),
}

export const tableKeys: Keys = {
  ...named,
  identifier: { describe: 'Name in the database, where it is another' },
  columns: { describe: 'List of columns' },
  ...tests,
  tags: { describe: 'Words to select by' },
  quoting: { describe: 'database, schema, identifier: whether the name is quoted' },
  freshness: ignored('The same as freshness in config'),
  loaded_at_field: ignored('The same as loaded_at_field in config'),
  loaded_at_query: ignored('The same as loaded_at_query in config'),
  external: { describe: 'Of external tables, for macros' },
  docs: ignored('How the table is shown on the documentation page'),
  data_type: ignored('Type'),
  constraints: ignored('Constraints'),
}

export const propertyKeys: Readonly<Record<Section, Keys>> = {
  models: {
    ...node,
    versions: {
      describe:
        'List of versions: v, defined_in, description, config, columns (with include and exclude), data_tests, constraints and deprecation_date; they go over what the model has',
    },
    latest_version: { describe: 'Version that a ref without a version means; else the highest' },
    deprecation_date: {
      describe: 'Date from which the model should not be used; readers of it are warned about',
    },
    time_spine: {
      describe: 'standard_granularity_column and custom_granularities: columns of a time spine',
    },
  },
  seeds: node,
  snapshots: {
    ...node,
    relation: { describe: "What a snapshot without SQL is of: ref('...') or source('...', '...')" },
  },
  analyses: node,
  sources: {
    ...named,
    database: { describe: "Database; else the target's" },
    schema: { describe: "Schema; else the source's name" },
    loader: { describe: 'Program that loads the tables' },
    tables: { describe: 'List of tables' },
    tags: { describe: 'Words to select by' },
    quoting: { describe: 'database, schema, identifier: whether names are quoted' },
    freshness: ignored('The same as freshness in config'),
    loaded_at_field: ignored('The same as loaded_at_field in config'),
    loaded_at_query: ignored('The same as loaded_at_query in config'),
    overrides: ignored('Package whose source this one replaces'),
  },
  macros: {
    ...named,
    arguments: { describe: 'List of name, type and description' },
    docs: { describe: 'How the macro is shown on the documentation page' },
  },
  data_tests: { ...named, columns: ignored('List of columns'), docs: ignored('How the test is shown') },
  groups: {
    name: named.name!,
    owner: { describe: 'name and email, and more of your own' },
    description: { describe: 'Text' },
    config: { describe: 'meta' },
  },
  unit_tests: {
    name: named.name!,
    description: named.description!,
    config: { describe: 'enabled, tags, meta' },
    model: { describe: 'Model that the test is about' },
    given: { describe: 'List of inputs: input, and rows, or a fixture with its format' },
    expect: { describe: 'rows, or a fixture with its format' },
    overrides: { describe: 'macros, vars and env_vars' },
    versions: { describe: 'include or exclude: versions of the model' },
  },
  semantic_models: {
    name: named.name!,
    description: named.description!,
    config: { describe: 'enabled, group, meta' },
    model: { describe: "ref('...')" },
    label: { describe: 'Name for people' },
    defaults: { describe: 'agg_time_dimension' },
    entities: { describe: 'List of keys: name, type, expr, role' },
    dimensions: { describe: 'List of dimensions: name, type, type_params, expr' },
    measures: { describe: 'List of measures: name, agg, expr, create_metric' },
    primary_entity: { describe: 'Entity of the rows, where no column is one' },
  },
  metrics: {
    name: named.name!,
    description: named.description!,
    config: { describe: 'enabled, group, meta' },
    label: { describe: 'Name for people' },
    type: { describe: 'simple, ratio, cumulative, derived or conversion' },
    type_params: { describe: 'What the metric is made of' },
    filter: { describe: 'Condition, or a list of them' },
    time_granularity: { describe: 'Granularity of time' },
    meta: { describe: 'The same as meta in config' },
    tags: { describe: 'Words to select by' },
  },
  saved_queries: {
    name: named.name!,
    description: named.description!,
    config: { describe: 'enabled, group, meta, export_as, schema, cache' },
    label: { describe: 'Name for people' },
    query_params: { describe: 'metrics, group_by, where, order_by, limit' },
    exports: { describe: 'List of tables and views that dbt Cloud would write' },
    tags: { describe: 'Words to select by' },
  },
  exposures: {
    ...named,
    label: { describe: 'Name for people' },
    type: { describe: 'dashboard, notebook, analysis, ml or application' },
    owner: { describe: 'name and email' },
    maturity: { describe: 'high, medium or low' },
    url: { describe: 'Where it is' },
    depends_on: { describe: "What it reads: list of ref('...') and source('...', '...')" },
    tags: { describe: 'Words to select by' },
  },
}

/** Letters that a slip of the finger changes; more of them, and the key is probably meant as it is. */
export const slip = 2

/** A key that is none, but nearly one or a config: dbt takes any key, so that a slip does nothing in silence. */
export interface MistakenKey {
  readonly key: string
  readonly path: readonly (string | number)[]
  /** What is probably meant. */
  readonly hint: string
}

/**
 * The keys of an entry, of its columns and of its tables that are probably misspelt, and the configs of a node that
 * stand beside its `config` instead of below it.
 */
export function mistakenKeys(
  section: Section,
  entry: Entry,
  isConfig: (key: string) => boolean,
): readonly MistakenKey[] {
  const known = propertyKeys[section]
  const outside = Object.keys(entry).filter((key) => !Object.hasOwn(known, key) && isConfig(key))
  return [
    ...outside.map((key) => ({ key, path: [key], hint: "write it below 'config'" })),
    ...misspeltIn(entry, known, []).filter(({ key, path }) => path.length > 1 || !outside.includes(key)),
  ]
}

function misspeltIn(entry: Entry, known: Keys, path: MistakenKey['path']): readonly MistakenKey[] {
  const found: MistakenKey[] = []
  for (const [key, value] of Object.entries(entry)) {
    if (!Object.hasOwn(known, key)) {
      const hint = nearest(key, Object.keys(known), { most: slip })
      if (hint !== undefined) found.push({ key, path: [...path, key], hint })
    } else if (Array.isArray(value) && (key === 'columns' || key === 'tables')) {
      value.forEach((item: unknown, index) => {
        if (!isEntry(item)) return
        found.push(...misspeltIn(item, key === 'columns' ? columnKeys : tableKeys, [...path, key, index]))
      })
    }
  }
  return found
}
