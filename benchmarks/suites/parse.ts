import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateProject } from '../generate-project.js'
import type { Lab } from '../harness/lab.js'
import { megabytes } from '../harness/markdown.js'
import { highestPeak, medianSeconds, type Sample } from '../harness/sample.js'
import type { Row, Section, Target } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

// Nothing connects: parsing needs the kind of the database alone.
const profile = `synthetic:
  target: none
  outputs:
    none: {type: postgres, host: localhost, port: 5432, user: none, password: none, dbname: none, schema: public}
`

/** Cold `parse` of the synthetic project in its sizes. */
export async function measure(lab: Lab): Promise<Section> {
  const rows: Row[] = []
  const targets: Target[] = []
  const notes: string[] = []
  for (const count of lab.options.quick ? [100] : [1000, 10_000]) {
    const found = await measureSize(lab, count)
    rows.push(...found.rows)
    targets.push(...found.targets)
    notes.push(found.note)
  }
  return {
    title: 'Cold `parse` of the synthetic project: no cache of an earlier run, `manifest.json` written.',
    rows,
    targets,
    notes,
  }
}

async function measureSize(lab: Lab, count: number) {
  const { runs, peerRuns } = lab.options
  const project = lab.folder(`synthetic-${count}`)
  generateProject(project, count)
  writeFileSync(join(project, 'profiles.yml'), profile)
  const target = (name: string): string => join(project, `target-${name}`)
  const cold = async (name: string, run: Lab['tdbt']) => {
    rmSync(target(name), { recursive: true, force: true })
    return run(['parse', '--project-dir', project, '--profiles-dir', project, '--target-path', target(name)])
  }
  const sides: Side[] = [{ name: `tdbt parse ${count}`, runs, run: () => cold('tdbt', lab.tdbt) }]
  if (lab.peers) sides.push({ name: `dbt parse ${count}`, runs: peerRuns, run: () => cold('dbt', lab.dbt) })
  const [tdbt = [], dbt] = await takeTurns(sides, lab.say)
  const manifest = (name: string): string => join(target(name), 'manifest.json')
  const graph = readGraph(manifest('tdbt'))
  const note = `${count} models: ${graph.size} nodes, manifest of tdbt ${sizeOf(manifest('tdbt'))}`
  if (dbt) compareGraphs(graph, readGraph(manifest('dbt')))
  const work = `parse ${count} models`
  return {
    rows: [
      { work, program: 'tdbt parse', samples: tdbt },
      ...(dbt ? [{ work, program: 'dbt parse', samples: dbt }] : []),
    ],
    targets: count === 10_000 ? targetsOf(tdbt, dbt) : [],
    note: dbt
      ? `${note}, of dbt ${sizeOf(manifest('dbt'))}. Same result: the same nodes with the same parents.`
      : `${note}.`,
  }
}

/** A tenth of what the dbt v2 preview takes for it, and no more memory than that has. */
function targetsOf(tdbt: readonly Sample[], dbt: readonly Sample[] | undefined): Target[] {
  const took = medianSeconds(tdbt)
  const peak = highestPeak(tdbt)
  return [
    { text: '10,000 models in 3 s', met: took <= 3 },
    { text: '10,000 models in 790 MB', met: peak === undefined ? undefined : peak <= 790e6 },
    ...(dbt
      ? [{ text: '10,000 models 70 x faster than dbt 1.11', met: took * 70 <= medianSeconds(dbt) }]
      : []),
  ]
}

function sizeOf(path: string): string {
  return megabytes(statSync(path).size)
}

type ManifestNode = { readonly depends_on?: { readonly nodes?: readonly string[] } }

/** Each node's id with its parents. */
function readGraph(path: string): ReadonlyMap<string, string> {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<
    'nodes' | 'sources',
    Record<string, ManifestNode>
  >
  return new Map(
    Object.entries({ ...manifest.sources, ...manifest.nodes }).map(([id, node]) => [
      id,
      [...(node.depends_on?.nodes ?? [])].sort().join(' '),
    ]),
  )
}

function compareGraphs(ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): void {
  const ids = new Set([...ours.keys(), ...theirs.keys()])
  const different = [...ids].filter((id) => ours.get(id) !== theirs.get(id))
  if (different.length === 0) return
  const [id = ''] = different
  throw new Error(
    `tdbt and dbt parsed ${different.length} nodes differently, ${id} for one: ${ours.get(id)} and ${theirs.get(id)}`,
  )
}
