import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Answer, fileServer, sendFile } from '../../../../test/support/file-server.js'
import { goodCsv, type ItemsProject, itemsConfig, openItemsProject } from '../support/items-project.js'

let items: ItemsProject

beforeAll(async () => {
  items = await openItemsProject()
})
afterAll(() => items.close())

const secrets = ['hunter2', 's3cr3t']

/** What is said, and the exit code, where the file can't be fetched from there. */
async function refusal(address: string, ...args: string[]): Promise<string> {
  const url = new URL(address)
  url.username = 'analyst'
  url.password = secrets[0]!
  url.searchParams.set('signature', secrets[1]!)
  items.write('tdbt.config.ts', itemsConfig(`'${url.href}'`))
  const { code, output } = await items.refused('--tries', '2', '--timeout', '1', ...args)
  for (const secret of secrets) {
    expect(output).not.toContain(secret)
    expect(readFileSync(join(items.path, 'logs/dbt.log'), 'utf8')).not.toContain(secret)
  }
  expect(code).toBe(3)
  return output.replaceAll(url.host, '<host>').replace(/after \d+ of/, 'after N of')
}

const answered = async (answer: Answer, ...args: string[]): Promise<string> =>
  refusal(`${(await fileServer(answer)).url}/data/items.csv`, ...args)

/** Sends a part and closes the connection once it is on its way. */
function breakOff(response: ServerResponse, part: Buffer): void {
  response.write(part, () => setTimeout(() => response.destroy(), 200))
}

const large = Buffer.from(`id,name,price\n${'1,apple,1.5\n'.repeat(20_000)}`)

describe('a server', () => {
  test('that stops sending in the middle', async () => {
    expect(
      await answered(
        (_request, response) => {
          response.writeHead(200, { 'content-length': large.length, etag: '"1"' })
          response.write(large.subarray(0, 1000))
        },
        '--tries',
        '1',
      ),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server stopped sending after N of 240014 bytes (1 try)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
  })

  test('that accepts the request and says nothing', async () => {
    expect(await answered(() => {}, '--tries', '1')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server accepted the request and then said nothing (1 try)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
  })

  test('that sends less than it says', async () => {
    expect(
      await answered((_request, response) => {
        response.writeHead(200, { 'content-length': large.length })
        breakOff(response, large.subarray(0, 1000))
      }),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server closed the connection after N of 240014 bytes (2 tries)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
  })

  test('whose file is another each time that it goes on', async () => {
    expect(
      await answered((request, response, index) => {
        const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0])
        response.writeHead(start > 0 ? 206 : 200, {
          etag: `"${index}"`,
          'content-length': large.length - start,
          ...(start > 0 && { 'content-range': `bytes ${start}-${large.length - 1}/${large.length}` }),
        })
        breakOff(response, large.subarray(0, 1000))
      }),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the file changed on the server while it was fetched (2 tries)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
  })

  test('that has no such file, wants a login, or fails', async () => {
    const status =
      (code: number): Answer =>
      (_request, response) =>
        response.writeHead(code).end('<html>')
    expect(await answered(status(404))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server answered 404
        hint: the file may have moved; check the url of the source
        code: download-failed"
    `)
    expect(await answered(status(403))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server answered 403
        hint: the address may need a login; fetch the file by hand and give it with --data
        code: download-failed"
    `)
    expect(await answered(status(500))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: the server answered 500 (2 tries)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
  })

  test('that sends on in a circle, and to what is no address', async () => {
    expect(
      await answered((request, response) =>
        response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
      ),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: it redirects in a circle
        hint: what is there may have moved; look at the url in a browser
        code: download-failed"
    `)
    expect(
      await answered((_request, response) => response.writeHead(302, { location: 'http://' }).end()),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/data/items.csv: it redirects to what is no address
        hint: what is there may have moved; look at the url in a browser
        code: download-failed"
    `)
  })

  test('that speaks no TLS', async () => {
    const { port } = await fileServer((_request, response) => response.end(goodCsv))
    expect(await refusal(`https://127.0.0.1:${port}/items.csv`)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download https://<host>/items.csv: the server does not speak TLS there
        hint: the address may need http: instead of https:
        code: download-failed"
    `)
  })

  const hasOpenssl = spawnSync('openssl', ['version']).status === 0
  test.skipIf(!hasOpenssl)('whose certificate nobody vouches for (made with openssl)', async () => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
    const files = ['-keyout', 'key.pem', '-out', 'certificate.pem']
    execFileSync('openssl', ['req', '-x509', '-nodes', ...curve, ...subject, ...files], {
      cwd: items.path,
      stdio: 'ignore',
    })
    const read = (name: string) => readFileSync(join(items.path, name))
    const server = createServer({ key: read('key.pem'), cert: read('certificate.pem') }, (_, response) =>
      response.end(goodCsv),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    expect(await refusal(`https://127.0.0.1:${port}/items.csv`)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download https://<host>/items.csv: the certificate of the server is not trusted: self-signed certificate
        hint: where a network has certificates of its own, NODE_EXTRA_CA_CERTS names their file
        code: download-failed"
    `)
  })

  test('that is not there', async () => {
    const { port } = await fileServer(() => {})
    const closed = port === 9 ? 10 : 9
    expect(await refusal(`http://127.0.0.1:${closed}/items.csv`)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't download http://<host>/items.csv: the server refuses connections (2 tries)
        hint: check the network and HTTPS_PROXY, or fetch the file by hand and give it with --data
        code: download-failed"
    `)
    // Which of the two depends on how the machine looks names up.
    expect(await refusal('http://nosuch.invalid/items.csv')).toMatch(
      /can't download http:\/\/<host>\/items.csv: the name of the server (?:is not known|could not be looked up)/,
    )
  })
})

test('a zip that comes damaged is not kept', async () => {
  const { url, requests } = await fileServer((_request, response) =>
    response.end(Buffer.from('PK\x03\x04 and no more')),
  )
  items.write('tdbt.config.ts', itemsConfig(`'${url}/items.zip'`))
  const { code, output } = await items.refused()
  expect(output.replace(url, '<server>')).toMatchInlineSnapshot(`
    "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error
      <server>/items.zip is a broken zip: End of central directory record signature not found. Either not a zip file, or file is truncated.
      hint: it may have been cut off on its way; fetch it again
      code: archive-damaged"
  `)
  expect(code).toBe(1)
  await items.refused()
  expect(requests).toHaveLength(2)
})

test('a file that changes under way is loaded as its new version, whole', async () => {
  const versions = ['old', 'new'].map((name) =>
    Buffer.from(`id,name,price\n${`1,${name},1.5\n`.repeat(20_000)}`),
  )
  const server = await fileServer((request, response, index) => {
    if (index > 0) return sendFile(request, response, versions[1]!, '"new"')
    response.writeHead(200, { etag: '"old"', 'content-length': versions[0]!.length })
    breakOff(response, versions[0]!.subarray(0, 100_000))
  })
  items.write('tdbt.config.ts', itemsConfig(`'${server.url}/items.csv'`))
  expect(await items.ingest()).toMatchInlineSnapshot(`
    {
      "code": 0,
      "output": "1 of 1 OK loaded source shop.items ... [COPY 20000 in N.NNs]
    Completed successfully",
    }
  `)
  expect(await items.database.query('select distinct name from raw.items')).toEqual([{ name: 'new' }])
  expect(server.requests[1]?.headers['if-range']).toBe('"old"')
})

test('an address that is none, or of another protocol', async () => {
  const refused = (address: string) => {
    items.write('tdbt.config.ts', itemsConfig(`'${address}'`))
    return items.ingest()
  }
  expect(await refused('http://')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error
      not a valid url: http://
      hint: write a whole http:, https: or s3: address, or a path
      code: url-not-valid",
    }
  `)
  expect(await refused('s3://analyst:hunter2@bucket/items.csv')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error
      not a valid url of S3: s3://bucket/items.csv
      hint: write s3://bucket/key
      code: url-not-valid",
    }
  `)
  expect(await refused('ftp://analyst:hunter2@host/items.csv')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error
      tdbt ingest reads http:, https:, s3: and paths, not ftp:
      hint: fetch the file and give it with --data
      code: url-not-valid",
    }
  `)
  expect(await refused('http://analyst:hunter2@ho st/items.csv')).toMatchInlineSnapshot(`
    {
      "code": 1,
      "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error
      not a valid url: http://ho st/items.csv
      hint: write a whole http:, https: or s3: address, or a path
      code: url-not-valid",
    }
  `)
})
