import { createHash } from 'node:crypto'
import { TdbtError } from '@tdbt/adapter-api'
import {
  Dict,
  equals,
  fromJs,
  hostFunction,
  isIterable,
  iterate,
  JinjaError,
  jsonText,
  LazyIterator,
  PythonSet,
  str,
  Tuple,
  type Value,
} from '@tdbt/jinja'
import { dbtVersion } from '../invocation/dbt-version.js'
import { invocationArgsDict } from '../invocation/invocation-args.js'
import { envVarFunction } from '../project/env-var.js'
import { publicTarget } from '../project/target-value.js'
import { readYaml } from '../project/yaml.js'
import { mainThread } from '../session/session.js'
import { templateFunction } from '../template-function.js'
import { Exceptions, returnFunction } from './exceptions.js'
import { NamesValue } from './names-value.js'
import { PythonDateTime } from './python-date.js'
import { datetimeModule } from './python-datetime-module.js'
import { itertoolsModule } from './python-itertools.js'
import { readJson } from './python-json-reader.js'
import { regexModule } from './python-regex.js'
import { NotForYaml, writeYaml } from './python-yaml.js'
import { pytzModule, utc } from './python-zones.js'
import type { BaseScope, Members } from './scope.js'

/** What every template of dbt has (its base context), by name. */
export const baseMembers: Members<BaseScope> = new Map<string, (scope: BaseScope) => Value>([
  ['env_var', (scope) => envVarFunction(scope.invocation, false)],
  ['return', () => returnFunction],
  ['exceptions', (scope) => new Exceptions(scope.invocation)],
  ['dbt_version', () => dbtVersion],
  ['invocation_id', (scope) => scope.invocation.id],
  ['run_started_at', (scope) => PythonDateTime.at(BigInt(scope.invocation.startedAt.getTime()) * 1000n, utc)],
  ['thread_id', () => mainThread],
  ['project_name', (scope) => scope.project.root.name],
  ['target', (scope) => publicTarget(scope.project.target)],
  ['env', (scope) => publicTarget(scope.project.target)],
  ['flags', (scope) => flagsValue(scope)],
  ['invocation_args_dict', (scope) => fromJs(invocationArgsDict(scope.invocation.flags))],
  ['dbt_metadata_envs', (scope) => metadataEnvs(scope)],
  [
    'modules',
    (scope) =>
      Dict.of([
        ['datetime', datetimeModule(scope.invocation.now)],
        ['re', regexModule],
        ['pytz', pytzModule],
        ['itertools', itertoolsModule],
      ]),
  ],
  ['diff_of_two_dicts', () => templateFunction('diff_of_two_dicts', ['dict_a', 'dict_b'], diffOfTwoDicts)],
  ['log', (scope) => logFunction(scope)],
  ['print', (scope) => printFunction(scope)],
  ['tojson', () => toJson],
  ['fromjson', () => fromJson],
  ['fromyaml', () => fromYaml],
  ['toyaml', () => toYaml],
  [
    'set',
    () => templateFunction('set', ['value', noDefault], ([value, other]) => distinct(value) ?? other ?? null),
  ],
  [
    'set_strict',
    () =>
      templateFunction('set_strict', ['value'], ([value]) => distinct(value) ?? notIterable('set_strict')),
  ],
  ['zip', () => zipFunction('zip')],
  ['zip_strict', () => zipFunction('zip_strict')],
  [
    'local_md5',
    () =>
      templateFunction('local_md5', ['value'], ([value]) =>
        createHash('md5')
          .update(str(value as Value), 'utf8')
          .digest('hex'),
      ),
  ],
  [
    'context',
    (scope) =>
      new NamesValue(
        (name) => scope.context.get(name),
        () => scope.context.names(),
      ),
  ],
  [
    'builtins',
    (scope) =>
      new NamesValue(
        (name) => scope.context.builtin(name),
        () => scope.context.builtinNames(),
      ),
  ],
  ['validation', () => validation],
])

const noDefault = { name: 'default', default: null }
const unsorted = { name: 'sort_keys', default: false }

const toJson = templateFunction('tojson', ['value', noDefault, unsorted], ([value, , sorted]) =>
  jsonText(value as Value, { sortKeys: sorted === true }),
)

const fromJson = templateFunction('fromjson', ['string', noDefault], ([text, other]) => {
  try {
    return readJson(str(text as Value))
  } catch {
    return other ?? null // dbt's rule: what can't be read gives the default
  }
})

const fromYaml = templateFunction('fromyaml', ['value', noDefault], ([text, other]) => {
  try {
    return fromJs(readYaml(str(text as Value), 'fromyaml'))
  } catch {
    return other ?? null // dbt's rule: what can't be read gives the default
  }
})

const toYaml = templateFunction('toyaml', ['value', noDefault, unsorted], ([value, other, sorted]) => {
  try {
    return writeYaml(value as Value, sorted === true)
  } catch (error) {
    if (error instanceof NotForYaml) return other ?? null
    throw error
  }
})

/** The variables that dbt keeps in the metadata of artifacts, without their prefix. */
function metadataEnvs({ invocation }: BaseScope): Value {
  const prefix = 'DBT_ENV_CUSTOM_ENV_'
  const found = Object.entries(invocation.env).filter(([name]) => name.startsWith(prefix))
  return fromJs(Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value])))
}

/** `validation.any(...)`: a function for `config.get(..., validator=)` that refuses any other value. */
const validation = Dict.of([
  [
    'any',
    templateFunction('any', ['*args'], ([allowed]) =>
      templateFunction('validator', ['value'], ([value]) => {
        const all = [...iterate(allowed as Value)]
        if (all.some((one) => equals(one, value as Value))) return null
        throw new TdbtError(
          'bad-argument',
          `Expected value "${str(value as Value)}" to be one of ${all.map(str).join(',')}`,
        )
      }),
    ),
  ],
])

function distinct(value: Value | undefined): Value | undefined {
  try {
    return value === undefined ? undefined : new PythonSet(iterate(value))
  } catch (error) {
    // Neither what can't be iterated nor what can't be hashed.
    if (error instanceof JinjaError && error.kind === 'type') return undefined
    throw error
  }
}

function notIterable(name: string): never {
  throw new TdbtError('bad-argument', `${name}() takes something that can be iterated over`)
}

function zipFunction(name: string): Value {
  return hostFunction(name, ({ positional: lists, named }) => {
    if (!lists.every((list) => isIterable(list))) {
      return name === 'zip' ? (named.get('default') ?? null) : notIterable(name)
    }
    return new LazyIterator(zipped(lists), 'zip')
  })
}

function* zipped(lists: readonly Value[]): Generator<Value> {
  const iterators = lists.map((list) => iterate(list)[Symbol.iterator]())
  while (iterators.length > 0) {
    const items: Value[] = []
    for (const iterator of iterators) {
      const next = iterator.next()
      if (next.done) return
      items.push(next.value)
    }
    yield new Tuple(items)
  }
}

function logFunction(scope: BaseScope): Value {
  return templateFunction('log', ['msg', { name: 'info', default: false }], ([message, info]) => {
    scope.invocation.emit({
      name: info === true ? 'JinjaLogInfo' : 'JinjaLogDebug',
      message: str(message as Value),
    })
    return ''
  })
}

function printFunction(scope: BaseScope): Value {
  return templateFunction('print', ['msg'], ([message]) => {
    scope.invocation.emit({ name: 'PrintEvent', message: str(message as Value) })
    return ''
  })
}

function flagsValue(scope: BaseScope): Value {
  const { flags } = scope.invocation
  return fromJs({
    WHICH: flags.which,
    FULL_REFRESH: flags.fullRefresh,
    STORE_FAILURES: flags.storeFailures,
    EMPTY: flags.empty,
    FAIL_FAST: flags.failFast,
    WARN_ERROR: flags.warnError,
    WARN_ERROR_OPTIONS: flags.warnErrorOptions,
    WRITE_JSON: flags.writeJson,
    INDIRECT_SELECTION: flags.indirectSelection,
    PROJECT_DIR: flags.projectDir,
    PROFILES_DIR: flags.profilesDir ?? null,
    TARGET_PATH: flags.targetPath ?? null,
    VERSION_CHECK: flags.versionCheck,
    INTROSPECT: true,
    CACHE_SELECTED_ONLY: false,
    SEND_ANONYMOUS_USAGE_STATS: false,
    INVOCATION_COMMAND: flags.invocationCommand,
  })
}

/** dbt's rule for grants: of each key of the first, the values that the second lacks, keys compared without case. */
function diffOfTwoDicts([first, second]: readonly Value[]): Value {
  if (!(first instanceof Dict) || !(second instanceof Dict)) return new Dict()
  const known = new Map<string, Set<string>>()
  for (const [key, values] of second.entries()) known.set(str(key).toLowerCase(), lowerTexts(values))
  const left = new Dict()
  for (const [key, values] of first.entries()) {
    const others = known.get(str(key).toLowerCase())
    const missing = [...iterate(values)].filter((value) => !others?.has(str(value).toLowerCase()))
    if (missing.length > 0) left.set(key, missing)
  }
  return left
}

function lowerTexts(values: Value): Set<string> {
  return new Set([...iterate(values)].map((value) => str(value).toLowerCase()))
}
