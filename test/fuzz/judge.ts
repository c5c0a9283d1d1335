import type { CallOutcome, ResultRecord, WrittenFile } from './evidence.js'
import { secret } from './server.js'
import type { RelationState, WarehouseState } from './warehouse.js'

/** All that is known of a case when it is over. */
export interface Evidence {
  readonly calls: readonly CallOutcome[]
  readonly files: readonly WrittenFile[]
  /** Whether the password stands in a file whose text artifacts hold: any but profiles.yml. */
  readonly isPublished: boolean
  readonly results: readonly ResultRecord[] | null
  readonly before: WarehouseState
  readonly after: WarehouseState
}

/** Characters that a call may print, and bytes that all its files may have. */
const mostOutput = 2_000_000
const mostFiles = 200_000_000

/** What is wrong with how a case went, one sentence each; empty where bad input got what it should. */
export function judge(evidence: Evidence): readonly string[] {
  return [
    ...evidence.calls.flatMap(judgeCall),
    ...judgeFiles(evidence),
    ...judgeResults(evidence),
    ...judgeWarehouse(evidence),
  ]
}

const stackLine = /^\s+at (?:.+ \()?(?:file:|node:|\/).*:\d+:\d+\)?$/m
const bugWords =
  /Internal Error|bug in tdbt|is not a function|Cannot read propert|\[object Object\]|\[object Promise\]/

function judgeCall({ words, code, stdout, stderr, noise }: CallOutcome): readonly string[] {
  const name = words[0] ?? ''
  const output = stdout + stderr
  const problems = noise.map((text) => `${name}: Node says: ${text}`)
  // `ingest` has a code of its own for what can't be downloaded.
  if (code === null || code > (name === 'ingest' ? 3 : 2)) problems.push(`${name}: exit code ${code}`)
  if (code !== 0 && output.trim() === '') problems.push(`${name}: exit code ${code} and not a word`)
  if (output.length > mostOutput) problems.push(`${name}: ${output.length} characters of output`)
  return [...problems, ...judgeText(`${name}'s output`, output)]
}

function judgeFiles({ files, isPublished }: Evidence): readonly string[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  return [
    ...(bytes > mostFiles ? [`the run wrote ${bytes} bytes of files`] : []),
    // Artifacts hold the project's own texts; the log has lines of tdbt alone.
    ...files.flatMap(({ path, text }) => {
      if (path.startsWith('logs/')) return judgeText(path, text)
      return isPublished ? [] : judgeSecret(path, text)
    }),
    ...files.flatMap(({ path }) => (path.endsWith('.tmp') ? [`${path} was left behind`] : [])),
  ]
}

function judgeText(where: string, text: string): readonly string[] {
  const bug = bugWords.exec(text)?.[0]
  return [
    ...(bug === undefined ? [] : [`${where} has '${bug}': ${lineAround(text, bug)}`]),
    ...(stackLine.test(text) ? [`${where} has a stack trace`] : []),
    ...judgeSecret(where, text),
  ]
}

function judgeSecret(where: string, text: string): readonly string[] {
  return text.includes(secret) ? [`${where} shows the password`] : []
}

function lineAround(text: string, part: string): string {
  const at = text.indexOf(part)
  return text.slice(Math.max(0, at - 60), at + 240).replaceAll('\n', ' ')
}

const built = new Set(['success', 'pass', 'warn', 'fail'])

function judgeResults({ calls, results }: Evidence): readonly string[] {
  const code = calls.at(-1)?.code
  if (results === null) return []
  const failed = results.filter(({ status }) =>
    ['error', 'fail', 'skipped', 'runtime error'].includes(status),
  )
  const byId = new Map(results.map((result) => [result.uniqueId, result]))
  return [
    ...(code === 0 && failed.length > 0
      ? [`build: exit code 0, but ${failed[0]!.uniqueId} has ${failed[0]!.status}`]
      : []),
    ...(code === 1 && failed.length === 0 ? ['build: exit code 1, but nothing failed'] : []),
    ...results.flatMap(({ uniqueId, status, dependsOn }) => {
      const broken = dependsOn.find((id) => ['error', 'skipped'].includes(byId.get(id)?.status ?? ''))
      const isGreen = uniqueId.startsWith('test.') && ['pass', 'warn'].includes(status)
      return isGreen && broken !== undefined
        ? [`${uniqueId} has ${status} although ${broken} was not built`]
        : []
    }),
  ]
}

const temporary = /__dbt_|__tdbt_/
const logEntry = /^(?=\d\d:\d\d:\d\d\.\d+ \[)/m
const isWarning = (entry: string): boolean => /^\S+ \[warn/.test(entry)

/**
 * A relation of before is as it was, or is replaced by a whole one of a node that succeeded. Of a build that ran and
 * wrote no results (it was told not to, or could not) it is not known which those are.
 */
function judgeWarehouse({ calls, files, results, before, after }: Evidence): readonly string[] {
  const replaced = new Map<string, ResultRecord>()
  const mayHaveChanged = new Set<string>()
  for (const result of results ?? []) {
    if (result.relation === null || result.database !== before.database) continue
    if (built.has(result.status)) replaced.set(result.relation, result)
    else if (result.endsWithHook) mayHaveChanged.add(result.relation)
  }
  const output = calls.map(({ stdout }) => stdout)
  const logs = files.filter(({ path }) => path.startsWith('logs/')).map(({ text }) => text)
  const said = [...output, ...logs]
  // With --quiet a warning is in the log alone, whose other lines hold statements, too.
  const warned = [...output, ...logs.flatMap((text) => text.split(logEntry)).filter(isWarning)]
  const isUntold = results === null && said.some((text) => text.includes('Concurrency'))
  const isLoaded = calls.some(({ words, code }) => words[0] === 'ingest' && code === 0)
  const problems = after.leftovers.map((left) => `left behind: ${left}`)
  for (const [name, old] of before.relations) {
    const now = after.relations.get(name)
    if (now === undefined) problems.push(`${name} is gone`)
    else if (isUntold || isWrittenByHand(old, isLoaded) || replaced.has(name) || mayHaveChanged.has(name))
      continue
    else if (old.kind !== now.kind) problems.push(`${name} was '${old.kind}' and is '${now.kind}'`)
    else if (old.content !== now.content) {
      problems.push(`${name} has other rows (${old.rows} before, ${now.rows} now), but was not built`)
    } else if (withoutBackups(old.definition) !== withoutBackups(now.definition))
      problems.push(`${name} selects something else, but was not built`)
  }
  for (const [name, result] of replaced) {
    const now = after.relations.get(name)
    if (now === undefined) {
      if (!isTransient(result))
        problems.push(`${result.uniqueId} has ${result.status}, but there is no ${name}`)
    } else if (['table', 'seed'].includes(result.materialized) && result.rowsAffected !== now.rows)
      problems.push(`${name} has ${now.rows} rows, but ${result.uniqueId} made ${result.rowsAffected}`)
  }
  for (const [name, relation] of after.relations) {
    // A previous version that is kept for its readers is told of.
    const isTold = warned.some((text) => text.includes(relation.name))
    if (temporary.test(relation.name) && !before.relations.has(name) && !isTold)
      problems.push(`${name} was left behind`)
  }
  return problems
}

/** The hooks' own table, and what ingest loaded anew. */
function isWrittenByHand({ schema, name }: RelationState, isLoaded: boolean): boolean {
  return ['audit', 'stations'].includes(name) || (isLoaded && schema === 'landing')
}

/** A test keeps a relation only where it is asked to. */
function isTransient({ uniqueId }: ResultRecord): boolean {
  return uniqueId.startsWith('test.')
}

function withoutBackups(definition: string | null): string | null {
  return definition?.replaceAll(/__dbt_backup(_\d+)?/g, '') ?? null
}
