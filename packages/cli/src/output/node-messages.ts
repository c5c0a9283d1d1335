import type { NodeLabel, NodeResult } from '@tdbt/core'
import { errorFields } from './error-fields.js'
import { fancyLine } from './fancy-line.js'
import type { LogLevel, LogMessage, TextStyle } from './log-message.js'
import { nodeInfo } from './node-info.js'
import type { Paint } from './paint.js'

type Color = 'red' | 'green' | 'yellow'

export function nodeStarted(node: NodeLabel, index: number, total: number): LogMessage {
  return {
    name: 'LogStartLine',
    code: 'Q011',
    level: 'info',
    data: { description: node.description, index, total, node_info: nodeInfo(node) },
    text: (style) => fancyLine(`START ${node.description}`, 'RUN', style, { index, total }),
  }
}

/** The line that ends a node: dbt has an event and words of its own for each kind of node. */
export function nodeFinished(result: NodeResult, index: number, total: number): LogMessage {
  const { node, executionTime: seconds } = result
  const { words, status, color, level, event } = describe(result)
  const timed = result.status === 'skipped' ? {} : { seconds }
  return {
    name: event[0],
    code: event[1],
    level,
    thread: result.threadId,
    data: {
      description: node.description,
      status,
      execution_time: seconds,
      index,
      total,
      node_info: nodeInfo(node, result),
      ...(result.failures !== null && { num_failures: result.failures }),
      ...(result.error && { errors: [errorFields(result.error)] }),
    },
    text: ({ paint, ...style }: TextStyle) =>
      fancyLine(
        words,
        paint[color satisfies keyof Paint](status),
        { paint, ...style },
        { index, total, ...timed },
      ),
  }
}

interface Description {
  readonly words: string
  readonly status: string
  readonly color: Color
  readonly level: LogLevel
  readonly event: readonly [name: string, code: string]
}

function describe(result: NodeResult): Description {
  const { node, status } = result
  if (status === 'skipped') {
    const isRelation = ['model', 'seed', 'snapshot'].includes(node.resourceType)
    const what = isRelation ? `relation ${node.schema}.${node.alias}` : `${node.resourceType} ${node.name}`
    if (result.failedEphemeral !== null) {
      return {
        words: `SKIP ${what} due to ephemeral model status 'error'`,
        status: 'ERROR SKIP',
        color: 'red',
        level: 'error',
        event: ['LogSkipBecauseError', 'Z034'],
      }
    }
    return {
      words: `SKIP ${what}`,
      status: 'SKIP',
      color: 'yellow',
      level: 'info',
      event: ['SkippingDetails', 'Q034'],
    }
  }
  if (status === 'no-op') {
    const event = ['LogNodeNoOpResult', 'Q019'] as const
    return { words: `NO-OP ${node.description}`, status: 'NO-OP', color: 'yellow', level: 'info', event }
  }
  if (node.resourceType === 'test' || node.resourceType === 'unit_test') return describeTest(result)
  const failed = status === 'error' || status === 'runtime error' || status === 'fail'
  const relation = `${node.schema}.${node.alias}`
  const [done, failing, what, event] = ((): [string, string, string, readonly [string, string]] => {
    if (node.resourceType === 'seed')
      return ['loaded', 'loading', `seed file ${relation}`, ['LogSeedResult', 'Q016']]
    if (node.resourceType === 'snapshot')
      return ['snapshotted', 'snapshotting', relation, ['LogSnapshotResult', 'Q015']]
    return ['created', 'creating', node.description, ['LogModelResult', 'Q012']]
  })()
  return failed
    ? { words: `ERROR ${failing} ${what}`, status: 'ERROR', color: 'red', level: 'error', event }
    : { words: `OK ${done} ${what}`, status: result.message ?? 'OK', color: 'green', level: 'info', event }
}

function describeTest(result: NodeResult): Description {
  const { node, status } = result
  const event = ['LogTestResult', 'Q007'] as const
  const line = (verdict: string, color: Color, level: LogLevel): Description => ({
    words: `${verdict} ${node.name}`,
    status: verdict,
    color,
    level,
    event,
  })
  if (status === 'pass' || status === 'success') return line('PASS', 'green', 'info')
  if (status === 'warn') return line(`WARN ${result.failures ?? 0}`, 'yellow', 'warn')
  if (status === 'fail') return line(`FAIL ${result.failures ?? 0}`, 'red', 'error')
  return line('ERROR', 'red', 'error')
}
