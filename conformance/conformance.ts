import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from './compare/compare.js'
import { isJustified, type Justified, readJustified } from './compare/justified.js'
import { keptEvidence } from './kept-evidence.js'
import { type Options, readOptions, usage } from './options.js'
import { startDbt } from './programs/dbt.js'
import type { Program } from './programs/program.js'
import { tdbt } from './programs/tdbt.js'
import type { ConformanceProject } from './projects/conformance-project.js'
import { projectIn, readCorpus } from './projects/corpus.js'
import { type Verdict, verdictText } from './report.js'
import { runProject } from './run-project.js'
import { dbtVenv } from './venv.mjs'
import { startWarehouse, type Warehouse } from './warehouse.js'

/** Projects that run side by side, each in a database and a folder of its own. */
const lanes = 2

/** A command of dbt's takes seconds: the short form is the projects with few of them. */
const mostCommandsOfShort = 3

const workFolder = fileURLToPath(new URL('../.conformance/', import.meta.url))

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args)
  if (options === null) {
    console.log(usage)
    return 0
  }
  const projects = findProjects(options)
  const python = join(dbtVenv(), 'python')
  const serverRoot = mkdtempSync(join(tmpdir(), 'tdbt-conformance-'))
  const warehouse = await startWarehouse(serverRoot)
  try {
    const verdicts = await runAll(projects, warehouse, python, options)
    const failed = verdicts.filter(({ differences }) => differences.length > 0).length
    console.log(`${verdicts.length - failed} passed, ${failed} failed, 0 skipped`)
    return failed === 0 ? 0 : 1
  } finally {
    await warehouse.end()
    rmSync(serverRoot, { recursive: true, force: true })
  }
}

function findProjects({ only, project, subfolder, commands, short }: Options): ConformanceProject[] {
  if (project === null) {
    const found = readCorpus().filter(
      ({ name, settings }) =>
        (only.length === 0 || only.some((part) => name.includes(part))) &&
        !(short && settings.commands.length > mostCommandsOfShort),
    )
    if (found.length === 0) throw new Error(`--only ${only.join(', ')}: the corpus has no such project`)
    return found
  }
  const found = projectIn(existsSync(project) ? resolve(project) : clone(project), subfolder)
  const hasOwn = existsSync(join(found.folder, subfolder, 'conformance.yml'))
  const chosen = commands ?? (hasOwn ? found.settings.commands : ['deps', 'seed', 'run', 'test'])
  return [{ ...found, settings: { ...found.settings, commands: chosen } }]
}

function clone(address: string): string {
  const folder = join(workFolder, 'clones', basename(address, '.git'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(workFolder, 'clones'), { recursive: true })
  execFileSync('git', ['clone', '--quiet', '--depth', '1', address, folder], { stdio: 'inherit' })
  return folder
}

async function runAll(
  projects: readonly ConformanceProject[],
  warehouse: Warehouse,
  python: string,
  options: Options,
): Promise<Verdict[]> {
  const waiting = [...projects]
  const justified = readJustified()
  const verdicts: Verdict[] = []
  const lane = async (): Promise<void> => {
    const dbt = startDbt(python)
    try {
      for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
        const verdict = await judge(project, dbt, warehouse, justified)
        verdicts.push(verdict)
        console.log(verdictText(verdict, options.all))
      }
    } finally {
      await dbt.end()
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, projects.length) }, lane))
  return verdicts
}

async function judge(
  project: ConformanceProject,
  dbt: Program,
  warehouse: Warehouse,
  justified: readonly Justified[],
): Promise<Verdict> {
  const work = join(workFolder, project.name)
  const run = (program: Program) => runProject(program, project, warehouse, work)
  const evidence = {
    dbt: await keptEvidence(project, work, () => run(dbt)),
    tdbt: await run(tdbt),
  }
  const own = Object.entries(project.settings.differences).map(([pattern, reason]) => ({ pattern, reason }))
  const found = [...compare(evidence.dbt, evidence.tdbt)]
  const differences = found.filter(
    (difference) => ![...justified, ...own].some((entry) => isJustified(difference, entry)),
  )
  return { name: project.name, differences, justified: found.length - differences.length, dbt: evidence.dbt }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 2
  },
)
