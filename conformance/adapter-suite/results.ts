/** What became of a test, as pytest reports it. */
export interface Outcome {
  /** `test_basic.py::TestEmpty::test_empty`, with the folder before it. */
  readonly test: string
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped'
  /** What failed, in the words of the assertion or of the exception. */
  readonly message: string | null
}

export interface ClassResult {
  readonly name: string
  readonly passed: number
  /** Those that dbt passes. */
  readonly failed: readonly Outcome[]
  /** Those that dbt itself fails here. */
  readonly failedByBoth: readonly Outcome[]
}

/** Why a class fails, by its name. */
export type Reasons = Readonly<Record<string, string>>

export const passes = ({ outcome }: Outcome): boolean => outcome === 'passed' || outcome === 'skipped'

/** A test that both passes and has an error at its end is one that fails. */
function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
  const worst = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const known = worst.get(outcome.test)
    if (known === undefined || passes(known)) worst.set(outcome.test, outcome)
  }
  return [...worst.values()].filter(({ outcome }) => outcome !== 'skipped')
}

export function share(outcomes: readonly Outcome[]): string {
  const tests = distinct(outcomes)
  const passed = tests.filter(passes).length
  const percent = tests.length === 0 ? 0 : Math.floor((1000 * passed) / tests.length) / 10
  return `${passed} of ${tests.length} tests pass: ${percent} %`
}

export function classResults(
  outcomes: readonly Outcome[],
  failsWithDbt: ReadonlySet<string>,
): readonly ClassResult[] {
  const classes = new Map<string, Outcome[]>()
  for (const outcome of distinct(outcomes)) {
    const name = outcome.test.split('::')[1] ?? outcome.test
    const known = classes.get(name)
    if (known) known.push(outcome)
    else classes.set(name, [outcome])
  }
  return [...classes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, tests]) => {
      const failed = tests.filter((test) => !passes(test))
      return {
        name,
        passed: tests.length - failed.length,
        failed: failed.filter(({ test }) => !failsWithDbt.has(test)),
        failedByBoth: failed.filter(({ test }) => failsWithDbt.has(test)),
      }
    })
}

/** conformance/RESULTS.md. */
export function resultsPage(results: readonly ClassResult[], reasons: Reasons): string {
  const passed = results.reduce((sum, { passed }) => sum + passed, 0)
  const failed = results.reduce((sum, { failed }) => sum + failed.length, 0)
  const judged = passed + failed
  const failing = results.filter((result) => result.failed.length > 0)
  const alike = results.filter((result) => result.failedByBoth.length > 0)
  const row = (name: string, count: number, of: number, why: string): string =>
    `| ${name} | ${count} of ${of} | ${why.replaceAll('|', '\\|')} |`
  return [
    "# tdbt under dbt's own tests of adapters",
    '',
    'Written by `npm run conformance:suite`; see [README.md](README.md).',
    '',
    `${passed} of ${judged} tests pass (${Math.floor((1000 * passed) / judged) / 10} %); ${results.length - failing.length} of ${results.length} classes pass.`,
    '',
    '## Classes that fail',
    '',
    ...(failing.length === 0
      ? ['None.']
      : [
          '| class | tests that fail | why |',
          '| --- | --- | --- |',
          ...failing.map(({ name, passed, failed }) =>
            row(name, failed.length, passed + failed.length, reasons[name] ?? firstMessage(failed)),
          ),
        ]),
    '',
    '## What fails with dbt itself, too',
    'On this server, or since the test looks for a later dbt. These are not counted.',
    '',
    ...(alike.length === 0
      ? ['Nothing.']
      : [
          '| class | tests | how |',
          '| --- | --- | --- |',
          ...alike.map(({ name, passed, failed, failedByBoth }) =>
            row(
              name,
              failedByBoth.length,
              passed + failed.length + failedByBoth.length,
              reasons[name] ?? firstMessage(failedByBoth),
            ),
          ),
        ]),
    '',
  ].join('\n')
}

function firstMessage(failed: readonly Outcome[]): string {
  const text = failed.find(({ message }) => message !== null)?.message ?? 'no message'
  const line = text.split('\n').find((part) => part.trim() !== '') ?? text
  return line.length > 160 ? `${line.slice(0, 160)} ...` : line
}
