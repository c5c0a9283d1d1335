import type { NodeType } from '../manifest/node.js'
import {
  anything,
  type ConfigField,
  flag,
  hooks,
  mapping,
  mappings,
  oneOf,
  text,
  texts,
  wholeNumber,
} from './config-field.js'

type Fields = Readonly<Record<string, ConfigField>>

/** dbt 1.11's configs of each type of node, in the order that its manifest has them. */
const every: Fields = {
  enabled: { type: flag, default: true, describe: 'false takes the node out of the project' },
  alias: { type: text, default: null, describe: "Name in the database; the node's own where it is none" },
  schema: {
    type: text,
    default: null,
    describe:
      "Schema; generate_schema_name makes it <target's schema>_<this> unless a project overrides that macro",
  },
  database: { type: text, default: null, describe: "Database; the target's where it is none" },
  tags: { type: texts, default: [], merge: 'append', describe: 'Words to select by: tag:x' },
  meta: {
    type: mapping,
    default: {},
    merge: 'update',
    describe: 'Anything of your own, for macros and other programs',
  },
  group: {
    type: text,
    default: null,
    describe: 'Group that owns the node; it reads the private models of the group',
  },
  static_analysis: {
    type: anything,
    default: null,
    keptOnly: true,
    describe: "dbt Fusion's analysis of SQL",
  },
}

/** What goes to the manifest of everything that becomes a relation. */
const built: Fields = {
  ...every,
  materialized: {
    type: text,
    default: 'view',
    describe: 'Materialization: view, table, incremental, ephemeral, materialized_view or one of your own',
  },
  incremental_strategy: {
    type: text,
    default: null,
    describe:
      'append, delete+insert, merge or one of your own; delete+insert where there is a unique_key, else append',
  },
  batch_size: {
    type: anything,
    default: null,
    keptOnly: true,
    describe: 'Of microbatch models: size of a batch',
  },
  lookback: {
    type: anything,
    default: 1,
    keptOnly: true,
    describe: 'Of microbatch models: batches to build again',
  },
  begin: { type: anything, default: null, keptOnly: true, describe: 'Of microbatch models: first batch' },
  persist_docs: {
    type: mapping,
    default: {},
    describe: 'relation: true and columns: true write descriptions to the database as comments',
  },
  'post-hook': {
    type: hooks,
    default: [],
    merge: 'append',
    describe: 'SQL to run after the node; also post_hook',
  },
  'pre-hook': {
    type: hooks,
    default: [],
    merge: 'append',
    describe: 'SQL to run before the node; also pre_hook',
  },
  quoting: {
    type: mapping,
    default: {},
    merge: 'update',
    keptOnly: true,
    describe: 'dbt quotes by the quoting of the project alone',
  },
  column_types: {
    type: mapping,
    default: {},
    merge: 'update',
    describe: 'Of seeds: types of columns by name',
  },
  full_refresh: {
    type: flag,
    default: null,
    describe: 'true always builds anew, false never does, whatever --full-refresh says',
  },
  unique_key: {
    type: texts,
    default: null,
    describe: 'Columns that identify a row, of incremental models and snapshots',
  },
  on_schema_change: {
    type: text,
    default: 'ignore',
    describe:
      'Of incremental models whose columns have changed: ignore, append_new_columns, sync_all_columns or fail',
  },
  on_configuration_change: {
    type: oneOf('apply', 'continue', 'fail'),
    default: 'apply',
    describe: 'Of materialized views whose indexes have changed',
  },
  grants: {
    type: mapping,
    default: {},
    merge: 'grants',
    describe: 'Rights by name with who gets them: {select: [reporter]}',
  },
  packages: { type: texts, default: [], merge: 'append', keptOnly: true, describe: 'Of Python models' },
  docs: {
    type: mapping,
    default: { show: true, node_color: null },
    merge: 'update',
    keptOnly: true,
    describe: 'show and node_color on the documentation page',
  },
  contract: {
    type: mapping,
    default: { enforced: false, alias_types: true },
    merge: 'update',
    describe:
      'enforced: true refuses a view whose columns are not those of its properties; for tables it is not there yet, and refused',
  },
  event_time: {
    type: anything,
    default: null,
    keptOnly: true,
    describe: 'Column that tells when a row happened',
  },
  concurrent_batches: { type: anything, default: null, keptOnly: true, describe: 'Of microbatch models' },
}

/** Read by macros; in a node's config where somebody sets them. */
const ofTables: Fields = {
  indexes: {
    type: mappings,
    describe: 'Indexes to make, each with columns, and unique and type where wanted',
  },
  unlogged: {
    type: flag,
    describe: 'Tables that are faster to write and empty after a crash, where the database has such',
  },
  sql_header: { type: text, describe: 'SQL to run before the statement that creates the relation' },
}

const ofMerges: Fields = {
  incremental_predicates: {
    type: texts,
    describe: 'Conditions on the rows of the target that a merge or delete looks at; also predicates',
  },
  predicates: { type: texts, describe: 'Older name of incremental_predicates' },
  merge_update_columns: { type: texts, describe: 'The columns that a merge updates; else all' },
  merge_exclude_columns: { type: texts, describe: 'Columns that a merge does not update' },
}

const ofHardDeletes: Fields = {
  hard_deletes: {
    type: text,
    describe: 'What becomes of rows that are gone: ignore (unless told), invalidate or new_record',
  },
  invalidate_hard_deletes: { type: flag, describe: 'Older way to say hard_deletes: invalidate' },
}

export const nodeConfigs: Readonly<Record<NodeType, Fields>> = {
  model: {
    ...built,
    access: {
      type: oneOf('private', 'protected', 'public'),
      default: 'protected',
      describe:
        'Who may refer to the model: its group alone, its package alone where that has restrict-access, or anyone',
    },
    freshness: { type: mapping, default: null, keptOnly: true, describe: 'When dbt Cloud builds the model' },
    ...ofTables,
    ...ofMerges,
  },
  seed: {
    ...built,
    materialized: { type: text, default: 'seed', describe: 'Materialization' },
    delimiter: { type: text, default: ',', describe: 'What stands between two values of the file' },
    quote_columns: {
      type: flag,
      default: null,
      describe: 'Whether column names are quoted; they are unless this is false',
    },
    ...ofTables,
  },
  snapshot: {
    ...built,
    materialized: { type: text, default: 'snapshot', describe: 'Materialization' },
    strategy: { type: text, default: null, describe: 'timestamp, check or one of your own' },
    target_schema: { type: text, default: null, describe: 'Schema as it is, past generate_schema_name' },
    target_database: {
      type: text,
      default: null,
      describe: 'Database as it is, past generate_database_name',
    },
    updated_at: { type: text, default: null, describe: 'Column that says when the row was changed last' },
    check_cols: {
      type: texts,
      default: null,
      describe: 'Columns that the strategy check compares; all for every one',
    },
    snapshot_meta_column_names: {
      type: mapping,
      default: {
        dbt_valid_to: null,
        dbt_valid_from: null,
        dbt_scd_id: null,
        dbt_updated_at: null,
        dbt_is_deleted: null,
      },
      merge: 'update',
      describe: "Other names for the snapshot's own columns",
    },
    dbt_valid_to_current: {
      type: text,
      default: null,
      describe: 'SQL for dbt_valid_to of the version in force; else null',
    },
    ...ofHardDeletes,
    ...ofTables,
  },
  test: {
    ...every,
    schema: { ...every.schema!, default: 'dbt_test__audit', describe: 'Schema of stored failing rows' },
    materialized: { type: text, default: 'test', describe: 'Materialization' },
    severity: {
      type: {
        words: 'warn or error',
        accepts: (value) => typeof value === 'string' && /^(warn|error)$/i.test(value),
      },
      default: 'ERROR',
      describe: 'What a failing test is',
    },
    store_failures: {
      type: flag,
      default: null,
      describe: 'Whether failing rows are kept in a table; --store-failures where it is none',
    },
    store_failures_as: {
      type: text,
      default: null,
      describe: 'table, view, or ephemeral for not at all; over store_failures',
    },
    where: { type: text, default: null, describe: 'Condition on the rows that are tested' },
    limit: { type: wholeNumber, default: null, describe: 'Failing rows to look at, at most' },
    fail_calc: { type: text, default: 'count(*)', describe: 'SQL that counts failures' },
    warn_if: { type: text, default: '!= 0', describe: 'Count from which the test warns' },
    error_if: {
      type: text,
      default: '!= 0',
      describe: 'Count from which the test fails, with severity error',
    },
    sql_header: ofTables.sql_header!,
  },
  analysis: built,
  operation: built,
}

/** The configs that a node has where nobody sets anything. */
export const configDefaults = Object.fromEntries(
  Object.entries(nodeConfigs).map(([type, fields]) => [
    type,
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, field]) =>
        field.default === undefined ? [] : [[name, field.default]],
      ),
    ),
  ]),
) as Readonly<Record<NodeType, Readonly<Record<string, unknown>>>>
