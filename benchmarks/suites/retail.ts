import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchServer } from '../harness/bench-server.js'
import type { Lab } from '../harness/lab.js'
import { realData, withoutRealData } from '../harness/real-data.js'
import { retailProject, retailTarget, tdbtRetail } from '../harness/retail-project.js'
import { medianSeconds } from '../harness/sample.js'
import type { Section } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'
import { byHandSql } from '../retail/by-hand-sql.js'

const title =
  '`tdbt build` of the retail project on the real data, ingestion apart: whole process, warm server.'

export async function measure(lab: Lab): Promise<Section> {
  const zip = realData()
  if (zip === null) return withoutRealData(title)
  const { runs } = lab.options
  const server = await lab.server()
  await server.createDatabase('retail_raw')
  await tdbtRetail(lab, server, 'retail_raw', 'ingest', '--data', zip)
  await server.query('retail_raw', 'vacuum analyze staging_layer.raw_online_retail')
  const sides: Side[] = [
    {
      name: 'tdbt build',
      runs,
      async run() {
        await server.createDatabase('retail_tdbt', 'retail_raw')
        return tdbtRetail(lab, server, 'retail_tdbt', 'build')
      },
    },
    { name: 'tdbt build again', runs, run: () => tdbtRetail(lab, server, 'retail_tdbt', 'build') },
  ]
  if (lab.psql) {
    const script = await writeByHandSql(lab, server)
    sides.push({
      name: 'by hand in psql',
      runs,
      async run() {
        await server.createDatabase('retail_by_hand', 'retail_raw')
        return lab.runPsql('retail_by_hand', script)
      },
    })
  }
  const [first = [], again = [], byHand] = await takeTurns(sides, lab.say)
  const tables = byHand ? await compareTables(lab, server) : 0
  return {
    title,
    rows: [
      { work: 'first build', program: 'tdbt build', samples: first },
      ...(byHand ? [{ work: 'first build', program: 'the same SQL by hand in psql', samples: byHand }] : []),
      { work: 'build again, nothing new', program: 'tdbt build', samples: again },
    ],
    targets: [
      {
        text: '1.5 x the time of the same SQL by hand in psql',
        met: byHand && medianSeconds(first) <= 1.5 * medianSeconds(byHand),
      },
    ],
    notes: byHand
      ? [
          `Same result: the ${tables} tables of the models have the same rows.`,
          'By hand: one session, one statement after another, tests as counts, no transaction around them.',
        ]
      : ['psql is not on the PATH: the SQL by hand is left out.'],
  }
}

/** The project compiled for an empty warehouse, as one script. */
async function writeByHandSql(lab: Lab, server: BenchServer): Promise<string> {
  await server.createDatabase('retail_by_hand', 'retail_raw')
  await tdbtRetail(lab, server, 'retail_by_hand', 'compile', '--full-refresh')
  const target = retailTarget(lab, 'retail_by_hand')
  const script = join(target, 'by-hand.sql')
  writeFileSync(script, byHandSql(retailProject, join(target, 'manifest.json')))
  return script
}

interface Model {
  readonly resource_type: string
  readonly schema: string
  readonly alias: string
}

/** Throws an Error where a model's table differs between the last runs; gives how many there are. */
async function compareTables(lab: Lab, server: BenchServer): Promise<number> {
  const path = join(retailTarget(lab, 'retail_by_hand'), 'manifest.json')
  const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as { nodes: Record<string, Model> }
  const models = Object.values(nodes).filter((node) => node.resource_type === 'model')
  for (const { schema, alias } of models) {
    const [ours, theirs] = await Promise.all(
      ['retail_tdbt', 'retail_by_hand'].map((database) =>
        fingerprint(server, database, `${schema}.${alias}`),
      ),
    )
    if (ours !== theirs) throw new Error(`${schema}.${alias}: ${ours} by tdbt, ${theirs} by hand`)
  }
  return models.length
}

/** Equal for the same rows, in whatever order they lie. */
async function fingerprint(server: BenchServer, database: string, table: string): Promise<string> {
  const [row] = await server.query<{ found: string }>(
    database,
    `select count(*) || ' rows, hash ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as found
     from ${table} as t`,
  )
  return row?.found ?? ''
}
