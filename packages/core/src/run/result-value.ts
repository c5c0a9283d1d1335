import { fromJs, HostObject, repr, type Value } from '@tdbt/jinja'
import { PythonDateTime } from '../context/python-date.js'
import type { NodeResult } from '../invocation/events.js'
import { isMapping, type Json, type JsonObject } from '../json.js'
import { dbtMember } from '../manifest/dbt-shape.js'
import type { GraphMember } from '../manifest/manifest.js'
import { templateFunction } from '../template-function.js'
import { resultMessage } from './result-message.js'

/**
 * A result as on-run-end hooks see it: dbt's RunResult, an object and no mapping. Its node is the whole node as it was
 * compiled.
 */
export function resultValue(result: NodeResult, member: GraphMember | undefined): Value {
  const node = member
    ? dbtMember(member, result)
    : { unique_id: result.node.uniqueId, name: result.node.name, resource_type: result.node.resourceType }
  const timing = result.timing.map(({ name, startedAt, completedAt }) => ({
    name,
    started_at: startedAt.toISOString(),
    completed_at: completedAt.toISOString(),
  }))
  const shape: JsonObject = {
    status: result.status,
    timing,
    thread_id: result.threadId,
    execution_time: result.executionTime,
    adapter_response: { ...result.adapterResponse },
    message: resultMessage(result),
    failures: result.failures,
    node,
    agate_table: null,
    batch_results: null,
  }
  return new DbtObject('RunResult', shape, {
    node: new DbtObject('Node', node),
    timing: result.timing.map(
      ({ name, startedAt, completedAt }, index) =>
        new DbtObject('TimingInfo', timing[index] as JsonObject, {
          name,
          started_at: utcMoment(startedAt),
          completed_at: utcMoment(completedAt),
        }),
    ),
  })
}

/** A moment as dbt keeps it: of UTC, and without a zone. */
function utcMoment(date: Date): PythonDateTime {
  return new PythonDateTime(BigInt(date.getTime()) * 1000n, 'datetime')
}

/** An object of dbt's: attributes, and `to_dict`. What isn't plain data among the attributes is in `special`. */
class DbtObject extends HostObject {
  constructor(
    private readonly className: string,
    private readonly shape: JsonObject,
    private readonly special: Readonly<Record<string, Value>> = {},
  ) {
    super()
  }

  override typeName(): string {
    return this.className
  }

  override attr(name: string): Value | undefined {
    if (name === 'to_dict') {
      const omitNone = { name: 'omit_none', default: false }
      return templateFunction('to_dict', [omitNone], ([omit]) =>
        fromJs(omit === true ? withoutNulls(this.shape) : this.shape),
      )
    }
    if (Object.hasOwn(this.special, name)) return this.special[name]
    return Object.hasOwn(this.shape, name) ? fromJs(this.shape[name]) : undefined
  }

  override attributeNames(): Iterable<string> {
    return [...Object.keys(this.shape), 'to_dict']
  }

  override repr(): string {
    const fields = Object.keys(this.shape).map((name) => `${name}=${repr(this.attr(name) as Value)}`)
    return `${this.className}(${fields.join(', ')})`
  }
}

/** dbt's objects without what is null; `meta` and other mappings of the project's own are left as they are. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutNulls(item))
  if (!isMapping(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, ownMappings.has(key) ? item : withoutNulls(item as Json)]),
  )
}

const ownMappings = new Set(['meta', 'unrendered_config', 'adapter_response'])
