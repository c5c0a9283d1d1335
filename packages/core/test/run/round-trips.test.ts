import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()

/** Stands between tdbt and the server, and counts how often the one waits for the other. */
let proxy: Server
let turns = 0

beforeAll(async () => {
  const host = String(database().credentials.host)
  const port = Number(database().credentials.port)
  const server = (): Socket =>
    host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host)
  proxy = createServer((client) => {
    const upstream = server()
    let isAsking = false
    client.on('data', (data) => {
      if (!isAsking) turns += 1
      isAsking = true
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      isAsking = false
      client.write(data)
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void proxy.close())

/** How many turns one more model takes, on its first build and on the ones after that. */
async function turnsPerModel(model: (index: number) => string): Promise<readonly number[]> {
  const counted: number[][] = []
  for (const count of [4, 14]) {
    const files = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`models/m${index}.sql`, model(index)]),
    )
    const { port } = proxy.address() as AddressInfo
    const project = shop(files, { host: '127.0.0.1', port, sslmode: 'disable', threads: 1 })
    const runs: number[] = []
    for (let run = 0; run < 3; run++) {
      turns = 0
      const { success } = await project.tdbt('run')
      expect(success).toBe(true)
      runs.push(turns)
    }
    counted.push(runs)
  }
  const [few = [], many = []] = counted
  return many.map((number, run) => (number - (few[run] ?? 0)) / 10)
}

test.each([
  ['a view', (index: number) => `select ${index} as id`, [1, 2, 2]],
  ['a table', (index: number) => `{{ config(materialized='table') }} select ${index} as id`, [1, 2, 2]],
  [
    'a view with rights of its own',
    (index: number) => `{{ config(grants={'select': ['public']}) }} select ${index} as id`,
    [1, 2, 2],
  ],
  [
    'an incremental model',
    (index: number) => `{{ config(materialized='incremental', unique_key='id') }} select ${index} as id`,
    [1, 5, 5],
  ],
])('messages that are waited for: %s', async (_what, model, expected) => {
  expect(await turnsPerModel(model)).toEqual(expected)
})
