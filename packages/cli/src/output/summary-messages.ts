import type { NodeResult } from '@tdbt/core'
import { errorFields } from './error-fields.js'
import { errorText, placeText } from './error-text.js'
import { exitedBecause, type Interruption, interruptionMessages } from './interruption-messages.js'
import { blankLine, type LogMessage, message } from './log-message.js'
import { nodeInfo } from './node-info.js'

const failing: ReadonlySet<string> = new Set(['error', 'fail', 'runtime error'])

/**
 * The end of a run: how it went, then what failed and what warned, each with where its SQL is.
 * @param interrupted what interrupted the run.
 */
export function summaryMessages(
  results: readonly NodeResult[],
  interrupted: string | null,
): readonly LogMessage[] {
  const failures = results.filter(({ status, error }) => failing.has(status) || error !== null)
  const warnings = results.filter(({ status }) => status === 'warn')
  // dbt counts as an error what was skipped for a reason of its own.
  const skips = results.filter(
    ({ status, message: text, node, error }) =>
      status === 'skipped' && text !== null && error === null && node.resourceType !== 'exposure',
  )
  return [
    ...verdict(results, { errors: failures.length + skips.length, warnings: warnings.length, interrupted }),
    ...failures.flatMap((result) => failureMessages(result)),
    ...warnings.flatMap((result) => warningMessages(result)),
  ]
}

function verdict(
  results: readonly NodeResult[],
  found: { readonly errors: number; readonly warnings: number; readonly interrupted: string | null },
): readonly LogMessage[] {
  const { errors, warnings, interrupted } = found
  const data = { num_errors: errors, num_partial_success: 0, num_warnings: warnings }
  if (interrupted !== null) {
    return [exitedBecause(interrupted, data), ...interruptionMessages(interruptionOf(results))]
  }
  const failed = count(errors, 'error')
  const warned = count(warnings, 'warning')
  return [
    {
      name: 'EndOfRunSummary',
      code: 'Z030',
      level: 'info',
      data: { keyboard_interrupt: false, ...data },
      text: ({ paint }) => {
        if (errors > 0) return paint.red(`Completed with ${failed}, 0 partial successes, and ${warned}:`)
        if (warnings > 0) return paint.yellow(`Completed with ${warned}:`)
        return paint.green('Completed successfully')
      },
    },
  ]
}

function interruptionOf(results: readonly NodeResult[]): Interruption {
  const names = (wanted: (result: NodeResult) => boolean): readonly string[] =>
    results.filter(wanted).map(({ node }) => `${node.resourceType} ${node.name}`)
  const isWaiting = ({ status, interrupted }: NodeResult): boolean =>
    status === 'skipped' && interrupted === null
  const isTest = ({ node }: NodeResult): boolean => node.resourceType === 'test'
  return {
    done: names(({ status }) => status !== 'skipped' && !failing.has(status)),
    failed: names(({ status }) => failing.has(status)),
    interrupted: results.flatMap(({ node, interrupted: left }) =>
      left === null ? [] : [{ name: `${node.resourceType} ${node.name}`, left }],
    ),
    notStarted: names((result) => isWaiting(result) && !isTest(result)),
    notChecked: names((result) => isWaiting(result) && isTest(result)),
  }
}

function failureMessages(result: NodeResult): readonly LogMessage[] {
  const { error, node } = result
  const subject = subjectOf(result)
  const info = { node_info: nodeInfo(node, result) }
  return [
    blankLine,
    {
      name: 'RunResultFailure',
      code: 'Z022',
      level: 'error',
      data: { node_name: node.name, path: node.originalFilePath, resource_type: node.resourceType, ...info },
      text: ({ paint }) => paint.red(`Failure in ${subject}`),
    },
    {
      name: 'RunResultError',
      code: 'Z024',
      level: 'error',
      data: {
        msg: error?.message ?? result.message ?? '',
        num_failures: result.failures,
        compiled_path: result.compiled?.path ?? null,
        ...info,
        ...(error && { errors: [errorFields(error)] }),
      },
      text: (style) =>
        error
          ? indentAll(errorText(error, style, subject))
          : indentAll(result.message ?? `Status: ${result.status}`),
    },
    ...compiledPath(result),
    ...storedFailures(result),
  ]
}

function warningMessages(result: NodeResult): readonly LogMessage[] {
  const { node } = result
  const info = { node_info: nodeInfo(node, result) }
  const text = result.message ?? ''
  return [
    blankLine,
    {
      name: 'RunResultWarning',
      code: 'Z021',
      level: 'warn',
      data: { node_name: node.name, path: node.originalFilePath, resource_type: node.resourceType, ...info },
      text: ({ paint }) => paint.yellow(`Warning in ${subjectOf(result)}`),
    },
    message('warn', ['RunResultWarningMessage', 'Z049'], text, { msg: text, ...info }),
    ...compiledPath(result),
    ...storedFailures(result),
  ]
}

/** Of a test that keeps its failing rows, whatever became of it: where they are. */
function storedFailures(result: NodeResult): readonly LogMessage[] {
  const { relationName, node } = result
  if (node.resourceType !== 'test' || relationName === null) return []
  const query = `select * from ${relationName}`
  const border = '-'.repeat(query.length)
  const text = `  See test failures:\n  ${border}\n  ${query}\n  ${border}`
  const data = { relation_name: relationName, node_info: nodeInfo(node, result) }
  return [blankLine, message('info', ['CheckNodeTestFailure', 'Z027'], text, data)]
}

/** With the line and column of what the database rejected, where it named one. */
function compiledPath(result: NodeResult): readonly LogMessage[] {
  const { compiled, node, error } = result
  if (!compiled?.path) return []
  const { path } = compiled
  const data = { path, node_info: nodeInfo(node, result) }
  const place = error?.statement?.place
  const at = placeText(place?.file === path ? place : { file: path })
  return [blankLine, message('info', ['SQLCompiledPath', 'Z026'], `  compiled code at ${at}`, data)]
}

function subjectOf({ node }: NodeResult): string {
  return `${node.resourceType} ${node.name} (${node.shownPath})`
}

function indentAll(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
