import { join } from 'node:path'
import { type BenchServer, startBenchServer } from '../harness/bench-server.js'
import type { Lab } from '../harness/lab.js'
import { realData, withoutRealData } from '../harness/real-data.js'
import { tdbtRetail, tdbtRetailOn } from '../harness/retail-project.js'
import type { Sample } from '../harness/sample.js'
import type { Section } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

const title =
  'The retail project on the real data, on one server and with staging and star schema on two, ingestion apart: whole processes, warm servers on one machine.'

const ways = ['postgres_fdw', 'copy'] as const

export async function measure(lab: Lab): Promise<Section> {
  const zip = realData()
  if (zip === null) return withoutRealData(title)
  const staging = await startBenchServer(lab.folder('staging'), { tcp: true })
  const olap = await startBenchServer(lab.folder('olap'), { tcp: true })
  try {
    return await compare(lab, staging, olap, zip)
  } finally {
    await staging.end()
    await olap.end()
  }
}

async function compare(lab: Lab, staging: BenchServer, olap: BenchServer, zip: string): Promise<Section> {
  const { runs } = lab.options
  await staging.createDatabase('raw')
  await tdbtRetail(lab, staging, 'raw', 'ingest', '--data', zip)
  await staging.query('raw', 'vacuum analyze staging_layer.raw_online_retail')
  const out = join(lab.folder('target-two-servers'))
  const twoServers = (by: string, ...args: readonly string[]) =>
    tdbtRetailOn(lab, 'two_servers', environment(staging, olap, by), out, args)
  const first: Side[] = ways.map((by) => ({
    name: `first build, ${by}`,
    runs,
    async run() {
      await staging.createDatabase('two', 'raw')
      await olap.createDatabase('two')
      const linked = await twoServers(by, 'link')
      return joined(linked, await twoServers(by, 'build'))
    },
  }))
  const again: Side[] = ways.map((by) => ({
    name: `marts again, ${by}`,
    runs,
    async run() {
      // Untimed: what stood here was linked by the other way.
      await twoServers(by, 'link')
      return twoServers(by, 'build', '--select', 'marts', '--full-refresh')
    },
  }))
  const one: Side = {
    name: 'first build, one server',
    runs,
    async run() {
      await staging.createDatabase('one', 'raw')
      return tdbtRetail(lab, staging, 'one', 'build')
    },
  }
  const [onOne = [], byTable = [], byCopy = []] = await takeTurns([one, ...first], lab.say)
  const [againByTable = [], againByCopy = []] = await takeTurns(again, lab.say)
  return {
    title,
    rows: [
      { work: 'raw table to tested star schema', program: 'two servers, postgres_fdw', samples: byTable },
      { work: 'raw table to tested star schema', program: 'two servers, copy', samples: byCopy },
      { work: 'raw table to tested star schema', program: 'one server', samples: onOne },
      { work: 'the star schema anew', program: 'two servers, postgres_fdw', samples: againByTable },
      { work: 'the star schema anew', program: 'two servers, copy', samples: againByCopy },
    ],
    targets: [],
    notes: [
      'Two servers: `tdbt link` and `tdbt build`; copies are made within these.',
      'The star schema anew: `tdbt build --select marts --full-refresh`, the links being there.',
    ],
  }
}

function environment(staging: BenchServer, olap: BenchServer, by: string): Record<string, string> {
  const named = (server: BenchServer, prefix: string): [string, string][] => {
    const { PGHOST = '', PGPORT = '', PGUSER = '', PGPASSWORD = '' } = server.environment('two')
    return [
      [`${prefix}_DB_HOST`, PGHOST],
      [`${prefix}_DB_PORT`, PGPORT],
      [`${prefix}_DB_USER`, PGUSER],
      [`${prefix}_DB_PASSWORD`, PGPASSWORD],
      [`${prefix}_DB_NAME`, 'two'],
    ]
  }
  return Object.fromEntries([...named(staging, 'STAGING'), ...named(olap, 'OLAP'), ['STAGING_LINK', by]])
}

function joined(a: Sample, b: Sample): Sample {
  return { ...b, seconds: a.seconds + b.seconds }
}
