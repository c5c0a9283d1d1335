import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Evidence } from './compare/evidence.js'
import type { ConformanceProject } from './projects/conformance-project.js'

/** What of the harness has a say in what dbt leaves behind. */
const harnessFiles = [
  'requirements.txt',
  'run-project.ts',
  'warehouse.ts',
  'programs/serve_dbt.py',
  'programs/program.ts',
]

/**
 * What dbt left behind the last time, where nothing has changed since that it was made from: the files of the project, its
 * settings, dbt's version and the harness. Running dbt is most of the time that a comparison takes.
 */
export async function keptEvidence(
  project: ConformanceProject,
  work: string,
  make: () => Promise<Evidence>,
): Promise<Evidence> {
  const file = join(work, 'dbt', 'evidence.json')
  const made = fingerprint(project)
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { made: string; evidence: Evidence }
    if (kept.made === made) return kept.evidence
  }
  const evidence = await make()
  writeFileSync(file, JSON.stringify({ made, evidence }))
  return evidence
}

function fingerprint({ folder, subfolder, settings }: ConformanceProject): string {
  const hash = createHash('sha256').update(JSON.stringify([folder, subfolder, settings]))
  const own = fileURLToPath(new URL('.', import.meta.url))
  for (const file of harnessFiles) hash.update(readFileSync(join(own, file)))
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name)
    hash.update(path).update(readFileSync(path))
  }
  return hash.digest('hex')
}
