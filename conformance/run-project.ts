import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ServerAddress } from '@tdbt/postgres'
import { parse, stringify } from 'yaml'
import type { CatalogFile, Evidence, ManifestFile, RunResultsFile, Step } from './compare/evidence.js'
import type { Program } from './programs/program.js'
import type { ConformanceProject } from './projects/conformance-project.js'
import type { Warehouse } from './warehouse.js'

const leftOut = new Set(['target', 'logs', 'dbt_packages', '.git', '.tdbt', 'node_modules'])

/**
 * Runs a project's commands by one program, in a copy of its folder and an empty database. Both programs get the same
 * paths and names. What is left behind stays in `work/<program>` for the reader of a report.
 */
export async function runProject(
  program: Program,
  project: ConformanceProject,
  warehouse: Warehouse,
  work: string,
): Promise<Evidence> {
  const copy = join(work, 'project')
  const kept = join(work, program.name)
  for (const folder of [copy, kept]) rmSync(folder, { recursive: true, force: true })
  mkdirSync(kept, { recursive: true })
  cpSync(project.folder, copy, {
    recursive: true,
    filter: (path) => path === project.folder || !leftOut.has(basename(path)),
  })
  const folder = join(copy, project.subfolder)
  const database = `conformance_${project.name.replace(/\W/g, '_')}`.slice(0, 63)
  const { settings } = project
  await warehouse.createDatabase(database, settings.setup)
  const profiles = join(work, 'profiles')
  writeProfiles(profiles, folder, { ...target(warehouse.address, database), ...settings.target })
  const env = { DBT_PROFILES_DIR: profiles, ...settings.env }

  const steps: Step[] = []
  for (const given of settings.commands) {
    const words = typeof given === 'string' ? given.split(' ') : given
    for (const name of ['run_results.json', 'catalog.json'])
      rmSync(join(folder, 'target', name), { force: true })
    const { code, output } = await program.run(words, folder, env)
    const results = readJson<RunResultsFile>(join(folder, 'target/run_results.json'))
    const catalog = readJson<CatalogFile>(join(folder, 'target/catalog.json'))
    steps.push({ command: words.join(' '), code, output, results, catalog })
    writeFileSync(join(kept, `${steps.length}-${words[0]}.txt`), output)
  }
  const manifest = readJson<ManifestFile>(join(folder, 'target/manifest.json'))
  const contents = await warehouse.contents(database, settings.volatile)
  await warehouse.dropDatabase(database)
  if (existsSync(join(folder, 'target')))
    cpSync(join(folder, 'target'), join(kept, 'target'), { recursive: true })
  return { steps, manifest, contents }
}

function target({ host, port, user, password }: ServerAddress, database: string): Record<string, unknown> {
  return {
    ...{ type: 'postgres', host, port, user, password, dbname: database },
    ...{ schema: 'conformance', threads: 4 },
  }
}

/** Under the profile's name that the project has. */
function writeProfiles(profiles: string, folder: string, output: Readonly<Record<string, unknown>>): void {
  // dbt takes keys that stand twice.
  const { profile } = parse(readFileSync(join(folder, 'dbt_project.yml'), 'utf8'), { uniqueKeys: false }) as {
    profile?: string
  }
  mkdirSync(profiles, { recursive: true })
  const text = stringify({
    [profile ?? 'conformance']: { target: 'conformance', outputs: { conformance: output } },
  })
  writeFileSync(join(profiles, 'profiles.yml'), text)
}

function readJson<T>(path: string): T | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null
}
