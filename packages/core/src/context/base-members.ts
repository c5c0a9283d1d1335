import { createHash } from 'node:crypto'
import { TdbtError } from '@tdbt/adapter-api'
import {
  Dict,
  fromJs,
  HostObject,
  hostFunction,
  isIterable,
  iterate,
  PythonSet,
  str,
  Tuple,
  toJs,
  type Value,
} from '@tdbt/jinja'
import { dbtVersion } from '../invocation/dbt-version.js'
import { envVarFunction } from '../project/env-var.js'
import { publicTarget } from '../project/target-value.js'
import { readYaml } from '../project/yaml.js'
import { mainThread } from '../session/session.js'
import { templateFunction } from '../template-function.js'
import { Exceptions, returnFunction } from './exceptions.js'
import { datetimeModule, PythonDateTime } from './python-datetime.js'
import { pythonJson } from './python-json.js'
import { regexModule } from './python-regex.js'
import type { BaseScope, Members } from './scope.js'

/** What every template of dbt has (its base context), by name. */
export const baseMembers: Members<BaseScope> = new Map<string, (scope: BaseScope) => Value>([
  ['env_var', (scope) => envVarFunction(scope.invocation, false)],
  ['return', () => returnFunction],
  ['exceptions', (scope) => new Exceptions(scope.invocation)],
  ['dbt_version', () => dbtVersion],
  ['invocation_id', (scope) => scope.invocation.id],
  ['run_started_at', (scope) => new PythonDateTime(scope.invocation.startedAt.getTime(), 'datetime', true)],
  ['thread_id', () => mainThread],
  ['project_name', (scope) => scope.project.root.name],
  ['target', (scope) => publicTarget(scope.project.target)],
  ['env', (scope) => publicTarget(scope.project.target)],
  ['flags', (scope) => flagsValue(scope)],
  [
    'invocation_args_dict',
    (scope) => fromJs({ which: scope.invocation.flags.which, vars: scope.invocation.flags.vars }),
  ],
  ['dbt_metadata_envs', () => new Dict()],
  [
    'modules',
    (scope) =>
      Dict.of([
        ['datetime', datetimeModule(scope.invocation.now)],
        ['re', regexModule],
      ]),
  ],
  ['diff_of_two_dicts', () => templateFunction('diff_of_two_dicts', ['dict_a', 'dict_b'], diffOfTwoDicts)],
  ['log', (scope) => logFunction(scope)],
  ['print', (scope) => printFunction(scope)],
  [
    'tojson',
    () =>
      templateFunction(
        'tojson',
        ['value', { name: 'default', default: null }, { name: 'sort_keys', default: false }],
        ([value, , sorted]) => pythonJson(toJs(value as Value), sorted === true),
      ),
  ],
  [
    'fromjson',
    () =>
      templateFunction('fromjson', ['string', { name: 'default', default: null }], ([text, fallback]) => {
        try {
          return fromJs(JSON.parse(str(text as Value)))
        } catch {
          return fallback ?? null // dbt's rule: what can't be read gives the default
        }
      }),
  ],
  [
    'fromyaml',
    () =>
      templateFunction('fromyaml', ['value', { name: 'default', default: null }], ([text, fallback]) => {
        try {
          return fromJs(readYaml(str(text as Value), 'fromyaml'))
        } catch {
          return fallback ?? null // dbt's rule: what can't be read gives the default
        }
      }),
  ],
  [
    'set',
    () =>
      templateFunction(
        'set',
        ['value', { name: 'default', default: null }],
        ([value, fallback]) => distinct(value) ?? fallback ?? null,
      ),
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
  ['context', (scope) => new ContextValue(scope)],
])

function distinct(value: Value | undefined): Value | undefined {
  return value === undefined || !isIterable(value) ? undefined : new PythonSet(iterate(value))
}

function notIterable(name: string): never {
  throw new TdbtError('bad-argument', `${name}() takes something that can be iterated over`)
}

function zipFunction(name: string): Value {
  return hostFunction(name, ({ positional: lists }) => {
    if (!lists.every((list) => isIterable(list))) return name === 'zip' ? null : notIterable(name)
    const arrays = lists.map((list) => [...iterate(list)])
    const length = Math.min(...arrays.map((array) => array.length))
    return Array.from({ length }, (_, index) => new Tuple(arrays.map((array) => array[index] as Value)))
  })
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
    INVOCATION_COMMAND: flags.invocationCommand,
  })
}

/** `context`: the names of the template itself, as a mapping. */
class ContextValue extends HostObject {
  override readonly isMapping = true

  constructor(private readonly scope: BaseScope) {
    super()
  }

  override attr(name: string): Value | undefined {
    if (name === 'get') {
      return templateFunction(
        'get',
        ['key', { name: 'default', default: null }],
        ([key, fallback]) => this.item(key as Value) ?? fallback ?? null,
      )
    }
    return this.item(name)
  }

  override item(key: Value): Value | undefined {
    return typeof key === 'string' ? this.scope.context.get(key) : undefined
  }

  override contains(key: Value): boolean {
    return this.item(key) !== undefined
  }
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
