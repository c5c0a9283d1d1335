import { fileURLToPath } from 'node:url'
import type { Lab } from '../harness/lab.js'
import { measureProcess } from '../harness/measure-process.js'
import { realData, withoutRealData } from '../harness/real-data.js'
import { tdbtRetail } from '../harness/retail-project.js'
import { highestPeak, medianSeconds, type Sample } from '../harness/sample.js'
import type { Section, Target } from '../harness/section.js'
import { type Side, takeTurns } from '../harness/take-turns.js'

const title = 'The zip of the retail data, 541,909 rows, to its raw table: whole process, warm server.'
const pandasWay = fileURLToPath(new URL('../retail/pandas-way.py', import.meta.url))

// Rows, quantity and revenue as the published file has them; pandas' revenue is a sum of doubles.
const expected = '541909 rows, 5176450 pieces, 9747747.93'

export async function measure(lab: Lab): Promise<Section> {
  const zip = realData()
  if (zip === null) return withoutRealData(title)
  const { runs, peerRuns } = lab.options
  const server = await lab.server()
  const check = async (database: string, sql: string): Promise<void> => {
    const [row] = await server.query<{ found: string }>(database, sql)
    if (row?.found !== expected) throw new Error(`${database} has ${row?.found}, not ${expected}`)
  }
  const sides: Side[] = [
    {
      name: 'tdbt ingest',
      runs,
      async run() {
        await server.createDatabase('ingest_tdbt')
        const measured = await tdbtRetail(lab, server, 'ingest_tdbt', 'ingest', '--data', zip)
        await check(
          'ingest_tdbt',
          `select count(*) || ' rows, ' || sum(quantity) || ' pieces, ' || round(sum(quantity * unit_price), 2) as found
           from staging_layer.raw_online_retail`,
        )
        return measured
      },
    },
  ]
  const { peers } = lab
  if (peers) {
    sides.push({
      name: 'pandas',
      runs: peerRuns,
      async run() {
        await server.createDatabase('ingest_pandas')
        const url = sqlalchemyUrl(server.environment('ingest_pandas'))
        const measured = await measureProcess(peers.python, [pandasWay, zip], { env: { DATABASE_URL: url } })
        await check(
          'ingest_pandas',
          `select count(*) || ' rows, ' || sum("Quantity") || ' pieces, '
               || round(sum("Quantity" * "UnitPrice")::numeric, 2) as found
           from raw_online_retail`,
        )
        return measured
      },
    })
  }
  const [tdbt = [], pandas] = await takeTurns(sides, lab.say)
  const work = 'zip to raw table'
  return {
    title,
    rows: [
      { work, program: 'tdbt ingest', samples: tdbt },
      ...(pandas ? [{ work, program: 'pandas: read_excel with openpyxl, to_sql', samples: pandas }] : []),
    ],
    targets: targets(tdbt, pandas),
    notes: [`${pandas ? 'Same result in both' : 'Result as in the published file'}: ${expected}.`],
  }
}

function targets(tdbt: readonly Sample[], pandas: readonly Sample[] | undefined): Target[] {
  const took = medianSeconds(tdbt)
  const peak = highestPeak(tdbt)
  return [
    { text: '10 s', met: took <= 10 },
    { text: '300 MB', met: peak === undefined ? undefined : peak <= 300e6 },
    ...(pandas ? [{ text: '20 x faster than the pandas way', met: took * 20 <= medianSeconds(pandas) }] : []),
  ]
}

/** The same server as SQLAlchemy's address. */
function sqlalchemyUrl(environment: Readonly<Record<string, string>>): string {
  const { PGHOST = '', PGPORT = '', PGUSER = '', PGPASSWORD = '', PGDATABASE = '' } = environment
  const query = new URLSearchParams({ host: PGHOST, port: PGPORT, user: PGUSER, password: PGPASSWORD })
  return `postgresql+psycopg2:///${PGDATABASE}?${query.toString()}`
}
