import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Example, openExample } from './support/example.js'
import { expectReadme } from './support/expect-readme.js'

let example: Example
beforeAll(() => {
  example = openExample('http-source')
})
afterAll(() => {
  example.remove()
})

const token = 'open-sesame'
const ingest = 'node server.mjs npx tdbt ingest'
const ids = () => example.rows('select order_id from web_shop.orders order by source_row')
const allIds = ['1', '2', '3', '9007199254740993', '5']

describe('a source over HTTP', () => {
  it('does what its README shows', () => {
    expectReadme(example)
  }, 180_000)

  it('has every page, every digit and the types of its columns', async () => {
    const sql = `select order_id, ordered_at at time zone 'UTC' as at, customer, country, amount, is_gift,
      source_row, source_file from web_shop.orders order by source_row`
    expect(await example.rows(sql)).toEqual([
      '1 2024-03-01 08:15:00 Ada GB 8.85 f 1 orders-api',
      '2 2024-03-01 21:40:00 Grace US 120 t 2 orders-api',
      '3 2024-03-02 11:05:30 Edsger NL 6.3 f 3 orders-api',
      '9007199254740993 2024-03-02 12:00:00 Ada GB 1234567890.123456789 f 4 orders-api',
      '5 2024-03-03 17:20:00 Alan  0.1 f 5 orders-api',
    ])
  })

  it('needs the token, and says in which line', () => {
    const { status, output } = example.run(ingest)
    expect(output).toContain(
      [
        'Ingestion Error in ingest/orders-api.ts:35',
        '  orders-api failed: the environment variable DBT_ENV_SECRET_SHOP_TOKEN is not set',
        '    35 | ',
      ].join('\n'),
    )
    expect(output).not.toMatch(/^ +at /m)
    expect(status).toBe(1)
  })

  it('that is not there ends with a code of its own, and the table stays', async () => {
    const environment = { DBT_ENV_SECRET_SHOP_TOKEN: token, SHOP_URL: 'http://127.0.0.1:9' }
    const { status, output } = example.run('npx tdbt ingest --tries 1', environment)
    expect(output).toContain(
      "orders-api: can't read http://127.0.0.1:9/orders: the server refuses connections",
    )
    expect(output).not.toMatch(/^ +at /m)
    expect(status).toBe(3)
    expect(await ids()).toEqual(allIds)
  })

  it('with a row that does not fit leaves the table as it was', async () => {
    const orders = example.read('orders.jsonl')
    example.write('orders.jsonl', orders.replace('"amount": 8.85', '"amount": "eight"'))
    const { status, output } = example.run(ingest, { DBT_ENV_SECRET_SHOP_TOKEN: token })
    example.write('orders.jsonl', orders)
    expect(output).toContain("row 1 of orders-api: amount: 'eight' is not of the type numeric")
    expect(status).toBe(1)
    expect(await ids()).toEqual(allIds)
  })

  it('with an order more is loaded anew', async () => {
    const orders = example.read('orders.jsonl')
    example.write('orders.jsonl', orders + orders.split('\n')[0]!.replace('"id": 1', '"id": 6'))
    const { output } = example.run(ingest, { DBT_ENV_SECRET_SHOP_TOKEN: token })
    expect(output).toMatch(/OK loaded source web_shop\.orders \.+ \[COPY 6 in/)
    expect(await ids()).toEqual([...allIds, '6'])
  })

  it('is left as it was by Ctrl-C while the server is silent', async () => {
    const before = await ids()
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const ingesting = example.start(['ingest'], {
      DBT_ENV_SECRET_SHOP_TOKEN: token,
      SHOP_URL: `http://127.0.0.1:${port}`,
    })
    let output = ''
    ingesting.stdout?.on('data', (text: Buffer) => {
      output += text.toString()
    })
    await once(server, 'request')
    ingesting.kill('SIGINT')
    const [status] = (await once(ingesting, 'close')) as [number | null]
    expect(output).toContain('Exited because of keyboard interrupt')
    expect(status).toBe(2)
    expect(await ids()).toEqual(before)
  })

  it('has its token written nowhere', () => {
    // A plugin that puts it into its own error, with everything that there is to print.
    const plugin = example.read('ingest/orders-api.ts')
    example.write(
      'ingest/orders-api.ts',
      plugin.replace('let url', 'throw new Error(JSON.stringify(headers)); let url'),
    )
    const { output } = example.run('npx tdbt --debug ingest', {
      DBT_ENV_SECRET_SHOP_TOKEN: token,
      SHOP_URL: 'x',
    })
    example.write('ingest/orders-api.ts', plugin)
    expect(output).toContain('orders-api failed: {"authorization":"Bearer *****"}')
    expect(output).not.toContain(token)
    const files = ['logs', 'target'].flatMap((folder) =>
      readdirSync(join(example.path, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    expect(files).toContain(join(example.path, 'logs', 'dbt.log'))
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(token))).toEqual([])
  })
})
