import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../harness/lab.js'
import type { Measured } from '../harness/measure-process.js'
import { medianSeconds, type Sample } from '../harness/sample.js'
import type { Section, Target } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

/** What a run costs beside the work of the database: many views that say next to nothing. */
export async function measure(lab: Lab): Promise<Section> {
  const { runs, peerRuns, quick } = lab.options
  const count = quick ? 30 : 300
  const project = lab.folder('views')
  const script = writeViews(project, count)
  const server = await lab.server()
  const views = new Map<string, string>()
  const created = async (name: string, run: (database: string) => Promise<Measured>): Promise<Sample> => {
    const database = `views_${name}`
    await server.createDatabase(database)
    const measured = await run(database)
    const [row] = await server.query<{ found: string }>(
      database,
      `select count(*) || ' views ' || md5(string_agg(viewname || definition, ';' order by viewname)) as found
       from pg_views where schemaname = 'public'`,
    )
    views.set(name, row?.found ?? '')
    return measured
  }
  const run = (...select: string[]) => ['run', '--project-dir', project, '--profiles-dir', project, ...select]
  const sides: Side[] = [
    {
      name: 'tdbt run',
      runs,
      run: () => created('tdbt', (database) => lab.tdbt(run(), server.environment(database))),
    },
    {
      name: 'tdbt run, nothing selected',
      runs,
      run: () => lab.tdbt(run('--select', 'tag:none'), server.environment('views_tdbt')),
    },
  ]
  if (lab.psql)
    sides.push({ name: 'psql', runs, run: () => created('psql', (name) => lab.runPsql(name, script)) })
  if (lab.peers) {
    sides.push({
      name: 'dbt run',
      runs: peerRuns,
      run: () =>
        created('dbt', (database) =>
          lab.dbt([...run(), '--target-path', join(project, 'target-dbt')], server.environment(database)),
        ),
    })
  }
  const samples = await takeTurns(sides, lab.say)
  const of = (name: string): readonly Sample[] | undefined =>
    samples[sides.findIndex((side) => side.name === name)]
  if (new Set(views.values()).size > 1) throw new Error(`The views differ: ${JSON.stringify([...views])}`)
  const work = `run ${count} views`
  const [tdbt = [], idle = [], psql, dbt] = [
    ...[of('tdbt run'), of('tdbt run, nothing selected'), of('psql'), of('dbt run')],
  ]
  return {
    title: `\`tdbt run\` of ${count} trivial views, 4 threads, into an empty database of a warm server on its socket.`,
    rows: [
      { work, program: 'tdbt run', samples: tdbt },
      { work, program: 'tdbt run, nothing selected (start)', samples: idle },
      ...(psql ? [{ work, program: 'psql, a transaction per view (floor)', samples: psql }] : []),
      ...(dbt ? [{ work, program: 'dbt run', samples: dbt }] : []),
    ],
    targets: targets(tdbt, idle, psql, dbt),
    notes: [
      ...(views.size > 1
        ? [`Same result: ${[...views.keys()].join(', ')} made the same ${count} views.`]
        : []),
      ...(psql ? [] : ['psql is not on the PATH: the floor is left out.']),
      "The server does not wait for the disk at a commit (the embedded server's synchronous_commit), whoever commits.",
      ...(dbt ? ['dbt had its partial parse after its first run; tdbt keeps nothing between runs.'] : []),
    ],
  }
}

function targets(
  tdbt: readonly Sample[],
  idle: readonly Sample[],
  psql: readonly Sample[] | undefined,
  dbt: readonly Sample[] | undefined,
): Target[] {
  const took = medianSeconds(tdbt)
  return [
    {
      text: 'start + 1.5 x the time of psql',
      met: psql && took <= medianSeconds(idle) + 1.5 * medianSeconds(psql),
    },
    ...(dbt ? [{ text: '20 x faster than dbt', met: took * 20 <= medianSeconds(dbt) }] : []),
  ]
}

/** Writes the project, and the same views for psql. Gives the path of the latter. */
function writeViews(folder: string, count: number): string {
  const statements: string[] = []
  mkdirSync(join(folder, 'models'), { recursive: true })
  for (let at = 1; at <= count; at += 1) {
    const select = `select ${at} as id, 'view ${at}' as label`
    writeFileSync(join(folder, 'models', `view_${at}.sql`), `${select}\n`)
    statements.push(`begin;\ncreate or replace view public.view_${at} as ${select};\ncommit;\n`)
  }
  writeFileSync(
    join(folder, 'dbt_project.yml'),
    'name: trivial\nprofile: trivial\nmodels:\n  trivial:\n    +materialized: view\n',
  )
  writeFileSync(join(folder, 'profiles.yml'), serverProfile('trivial'))
  const script = join(folder, 'views.psql')
  writeFileSync(script, statements.join(''))
  return script
}

/** The server of the environment's PG variables. */
function serverProfile(name: string): string {
  return `${name}:
  target: server
  outputs:
    server:
      type: postgres
      host: "{{ env_var('PGHOST') }}"
      port: "{{ env_var('PGPORT') | as_number }}"
      user: "{{ env_var('PGUSER') }}"
      password: "{{ env_var('PGPASSWORD', '') }}"
      dbname: "{{ env_var('PGDATABASE') }}"
      schema: public
      threads: 4
`
}
