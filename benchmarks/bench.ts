import { join } from 'node:path'
import { type Lab, openLab, repository } from './harness/lab.js'
import { describeCommit, describeMachine, load } from './harness/machine.js'
import { sectionMarkdown } from './harness/markdown.js'
import { psqlVersion } from './harness/psql.js'
import { writeSection } from './harness/results-file.js'
import type { Section } from './harness/section.js'
import { readOptions, type SuiteName, suiteNames, usage } from './options.js'

/** Each is loaded when it is asked for. */
const suites: Readonly<Record<SuiteName, () => Promise<{ measure(lab: Lab): Promise<Section> }>>> = {
  start: () => import('./suites/start.js'),
  server: () => import('./suites/server.js'),
  parse: () => import('./suites/parse.js'),
  views: () => import('./suites/views.js'),
  ingest: () => import('./suites/ingest.js'),
  retail: () => import('./suites/retail.js'),
  servers: () => import('./suites/servers.js'),
  airflow: () => import('./suites/airflow.js'),
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (options === null) return print(usage)
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
  const what = `commit ${describeCommit(repository)}, \`${command}\`.`
  const lab = await openLab(options, (text) => process.stderr.write(`${text}\n`))
  process.once('SIGINT', () => void lab.end().finally(() => process.exit(130)))
  try {
    for (const name of suiteNames.filter((known) => options.only.includes(known)))
      await runSuite(name, lab, what)
  } finally {
    await lab.end()
  }
}

async function runSuite(name: SuiteName, lab: Lab, what: string): Promise<void> {
  lab.say(`\n${name}`)
  const loadBefore = load()
  const section = await (await suites[name]()).measure(lab)
  const body = [section.title, await origin(lab, what, loadBefore), sectionMarkdown(section)].join('\n\n')
  print(`\n## ${name}\n\n${body}`)
  if (lab.options.quick || section.rows.length === 0) return
  writeSection(join(repository, 'benchmarks/RESULTS.md'), suiteNames, name, body)
}

async function origin(lab: Lab, what: string, loadBefore: string): Promise<string> {
  const versions = [
    (await lab.tdbt(['--version'])).stdout.trim(),
    `Node ${process.versions.node}`,
    `Postgres ${(await lab.server()).version}`,
    ...(lab.psql ? [`psql ${psqlVersion(lab.psql)}`] : []),
    ...Object.entries(lab.peers?.versions ?? {}).map(([program, version]) => `${program} ${version}`),
  ]
  return [
    `${new Date().toISOString().slice(0, 10)}, ${what}`,
    `${describeMachine()}; load ${loadBefore} before and ${load()} after. ${versions.join(', ')}.`,
  ].join('\n')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
})
