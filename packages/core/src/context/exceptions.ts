import { type ErrorCode, TdbtError } from '@tdbt/adapter-api'
import { HostObject, MacroReturn, str, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { templateFunction } from '../template-function.js'
import { contractMismatch } from './contract-mismatch.js'
import type { Parameter } from './members.js'

type Raise = (args: readonly Value[]) => never

const text = (value: Value | undefined): string => (value === undefined ? '' : str(value))

const compilerError: Raise = ([message]) => {
  throw new TdbtError('raised-by-macro', text(message), { hint: null })
}

const raisers: ReadonlyMap<string, readonly [readonly Parameter[], Raise]> = new Map<
  string,
  readonly [readonly Parameter[], Raise]
>([
  ['raise_compiler_error', [['msg', { name: 'node', default: null }], compilerError]],
  [
    'raise_contract_error',
    [
      ['yaml_columns', 'sql_columns'],
      ([declared, actual]) =>
        fail(
          'contract-broken',
          `the model's columns are not those of its contract:\n${contractMismatch(declared, actual)}`,
        ),
    ],
  ],
  ['raise_not_implemented', [['msg'], compilerError]],
  ['raise_dependency_error', [['msg'], ([message]) => fail('raised-dependency-error', text(message), null)]],
  [
    'raise_database_error',
    [
      ['msg', { name: 'node', default: null }],
      ([message]) => fail('raised-database-error', text(message), null),
    ],
  ],
  [
    'raise_fail_fast_error',
    [
      ['msg', { name: 'node', default: null }],
      ([message]) => fail('raised-runtime-error', text(message), null),
    ],
  ],
  [
    'missing_config',
    [
      ['model', 'name'],
      ([, name]) => fail('config-missing', `the config '${text(name)}' is required and was not set`),
    ],
  ],
  [
    'missing_relation',
    [
      ['relation', { name: 'model', default: null }],
      ([relation]) => fail('raised-by-macro', `relation ${text(relation)} not found`, null),
    ],
  ],
  [
    'missing_materialization',
    [
      ['model', 'adapter_type'],
      ([model, adapter]) =>
        fail(
          'materialization-not-found',
          `no materialization for ${text(model)} on ${text(adapter)} was found`,
        ),
    ],
  ],
  [
    'relation_wrong_type',
    [
      ['relation', 'expected_type', { name: 'model', default: null }],
      ([relation, expected]) =>
        fail(
          'relation-of-other-kind',
          `tried to make ${text(relation)} as a ${text(expected)}, but it exists as something else`,
        ),
    ],
  ],
  ...otherErrors(),
  [
    'column_type_missing',
    [['column_names'], ([names]) => fail('contract-broken', `columns without data_type: ${text(names)}`)],
  ],
])

/** dbt's own insides, which it shows to templates too: what they say is made of their arguments. */
function otherErrors(): [string, readonly [readonly Parameter[], Raise]][] {
  const saying =
    (message: (...args: string[]) => string): Raise =>
    (args) =>
      fail('raised-by-macro', message(...args.map(text)), null)
  return [
    [
      'raise_ambiguous_alias',
      [
        ['node_1', 'node_2', { name: 'duped_name', default: null }],
        saying((first, second) => `two resources have the same relation: ${first} and ${second}`),
      ],
    ],
    [
      'raise_ambiguous_catalog_match',
      [
        ['unique_id', 'match_1', 'match_2'],
        saying(
          (id, first, second) => `two relations of the warehouse are that of ${id}: ${first} and ${second}`,
        ),
      ],
    ],
    [
      'raise_cache_inconsistent',
      [['message'], saying((message) => `the cache of relations is wrong: ${message}`)],
    ],
    ['raise_dataclass_not_dict', [['obj'], saying((value) => `not a mapping: ${value}`)]],
    [
      'raise_dep_not_found',
      [
        ['node', 'node_description', 'required_pkg'],
        saying((_, what, wanted) => `'${what}' needs the package ${wanted}, which is not installed`),
      ],
    ],
    [
      'raise_duplicate_patch_name',
      [
        ['patch_1', 'existing_patch_path'],
        saying((_, path) => `the same resource has properties twice; the first ones are in ${path}`),
      ],
    ],
    [
      'raise_duplicate_resource_name',
      [
        ['node_1', 'node_2'],
        saying((first, second) => `two resources have the same name: ${first} and ${second}`),
      ],
    ],
    [
      'raise_invalid_property_yml_version',
      [['path', 'issue'], saying((path, issue) => `the properties in ${path} cannot be read: ${issue}`)],
    ],
  ]
}

function fail(code: ErrorCode, message: string, hint?: null): never {
  throw new TdbtError(code, message, { hint })
}

/** dbt's `exceptions`: functions that end a render with an error, and `warn`. */
export class Exceptions extends HostObject {
  constructor(private readonly invocation: Invocation) {
    super()
  }

  override attr(name: string): Value | undefined {
    const raiser = raisers.get(name)
    if (raiser) return templateFunction(name, raiser[0], raiser[1])
    if (name === 'warn') {
      return templateFunction('warn', ['msg', { name: 'node', default: null }], ([message]) => {
        warn(this.invocation, 'JinjaLogWarning', text(message))
        return ''
      })
    }
    if (name === 'warn_snapshot_timestamp_data_types') {
      return templateFunction(
        name,
        ['snapshot_time_data_type', 'updated_at_data_type'],
        ([snapshot, updated]) => {
          warn(
            this.invocation,
            'SnapshotTimestampWarning',
            `data type of the snapshot's timestamps (${text(snapshot)}) is not that of updated_at (${text(updated)}); the results of comparing them depend on the time zone`,
          )
          return ''
        },
      )
    }
    return undefined
  }

  override attributeNames(): Iterable<string> {
    return [...raisers.keys(), 'warn', 'warn_snapshot_timestamp_data_types']
  }
}

/** `return(value)`: ends the macro that it stands in with that value, its type kept. */
export const returnFunction = templateFunction(
  'return',
  [{ name: 'data', default: null }],
  ([value]): never => {
    throw new MacroReturn(value ?? null)
  },
)
