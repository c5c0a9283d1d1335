import { type ErrorCode, TdbtError } from '@tdbt/adapter-api'
import { HostObject, MacroReturn, str, type Value } from '@tdbt/jinja'
import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { templateFunction } from '../template-function.js'
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
          `the model's columns are not those of its contract: declared ${text(declared)}, the query has ${text(actual)}`,
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
      ['model', 'materialization', 'adapter'],
      ([, materialization]) =>
        fail('materialization-not-found', `no materialization '${text(materialization)}' was found`),
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
  [
    'column_type_missing',
    [['column_names'], ([names]) => fail('contract-broken', `columns without data_type: ${text(names)}`)],
  ],
])

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
