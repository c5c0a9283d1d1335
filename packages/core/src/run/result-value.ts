import type { Value } from '@tdbt/jinja'
import { DbtConfig, DbtObject } from '../context/dbt-object.js'
import { PythonDateTime } from '../context/python-date.js'
import type { NodeResult } from '../invocation/events.js'
import { type JsonObject, toObject } from '../json.js'
import { dbtMember } from '../manifest/dbt-shape.js'
import type { GraphMember } from '../manifest/manifest.js'
import { resultMessage } from './result-message.js'

/**
 * A result as on-run-end hooks see it: dbt's RunResult, an object and no mapping. Its node is the whole node as it was
 * compiled.
 */
export function resultValue(result: NodeResult, member: GraphMember | undefined): Value {
  const node: JsonObject = member
    ? dbtMember(member, result)
    : {
        unique_id: result.node.uniqueId,
        name: result.node.name,
        resource_type: result.node.resourceType,
        relation_name: result.relationName,
      }
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
    node: new DbtObject('Node', node, { config: new DbtConfig(toObject(node.config)) }),
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
