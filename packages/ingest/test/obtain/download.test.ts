import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fileServer, sendFile } from '../../../../test/support/file-server.js'
import { download } from '../../src/obtain/download.js'
import type { DownloadOptions } from '../../src/obtain/fetch-file.js'
import { defaultHttpLimits } from '../../src/obtain/http-limits.js'
import { obtainFile } from '../../src/obtain/obtain-file.js'
import { TransferError } from '../../src/obtain/transfer-error.js'
import { scratchFolder } from '../support/scratch-folder.js'

const content = Buffer.from(
  `a,b\n${Array.from({ length: 50_000 }, (_, row) => `${row},${row * 7919}`).join('\n')}\n`,
)
const half = Math.floor(content.length / 2)

async function options(changes: Partial<DownloadOptions> = {}): Promise<DownloadOptions> {
  return {
    cacheDir: (await scratchFolder()).path,
    limits: { ...defaultHttpLimits, firstDelay: 1, attempts: 3 },
    signal: undefined,
    onProgress: () => {},
    ...changes,
  }
}

async function expectContent(path: string, expected: Buffer = content): Promise<void> {
  expect((await readFile(path)).equals(expected)).toBe(true)
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('a download', () => {
  it('brings the whole file, says how far it is, and leaves nothing else behind', async () => {
    const server = await fileServer((request, response) => sendFile(request, response, content, '"1"'))
    const steps: [number, number | null][] = []
    const given = await options({ onProgress: (...step) => steps.push(step) })
    const path = await download(`${server.url}/x.csv`, given)
    await expectContent(path)
    expect(steps.at(-1)).toEqual([content.length, content.length])
    expect(await readdir(join(path, '..'))).toEqual(['data', 'data.json'])
  })

  it('is not made again while the server has nothing newer, and made again once it has', async () => {
    let version = 1
    const changed = Buffer.from('a,b\n1,2\n')
    const server = await fileServer((request, response) =>
      sendFile(request, response, version === 1 ? content : changed, `"${version}"`),
    )
    const given = await options()
    await download(server.url, given)
    await expectContent(await download(server.url, given))
    expect(server.requests[1]?.headers['if-none-match']).toBe('"1"')
    version = 2
    await expectContent(await download(server.url, given), changed)
  })

  it('goes on where it broke off', async () => {
    const server = await fileServer((request, response, index) => {
      if (index > 0) return sendFile(request, response, content, '"1"')
      response.writeHead(200, { etag: '"1"', 'content-length': content.length })
      response.write(content.subarray(0, half), () => response.destroy())
    })
    await expectContent(await download(server.url, await options()))
    const range = /^bytes=(\d+)-$/.exec(server.requests[1]?.headers.range ?? '')
    expect(Number(range?.[1])).toBeGreaterThan(0)
    expect(server.requests[1]?.headers['if-range']).toBe('"1"')
  })

  it('goes on in a later run, too', async () => {
    let works = false
    const server = await fileServer((request, response) => {
      if (works) return sendFile(request, response, content, '"1"')
      response.writeHead(200, { etag: '"1"', 'content-length': content.length })
      response.write(content.subarray(0, half), () => response.destroy())
    })
    const given = await options()
    await expect(download(server.url, given)).rejects.toThrow("can't download")
    works = true
    await expectContent(await download(server.url, given))
    expect(server.requests.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/)
  })

  it('starts anew where the file has changed meanwhile', async () => {
    const changed = Buffer.from(content.toString().toUpperCase().replaceAll('1', '9'))
    const server = await fileServer((request, response, index) => {
      if (index > 0) return sendFile(request, response, changed, '"2"')
      response.writeHead(200, { etag: '"1"', 'content-length': content.length })
      response.write(content.subarray(0, half), () => response.destroy())
    })
    await expectContent(await download(server.url, await options()), changed)
  })

  it('does not trust a server that sends the rest of another version', async () => {
    const changed = Buffer.from(content.toString().replaceAll('1', '9'))
    const server = await fileServer((request, response, index) => {
      if (index === 0) {
        response.writeHead(200, { etag: '"1"', 'content-length': content.length })
        response.write(content.subarray(0, half), () => response.destroy())
        return
      }
      // If-Range is not heeded.
      delete request.headers['if-range']
      sendFile(request, response, changed, '"2"')
    })
    await expectContent(await download(server.url, await options()), changed)
  })

  it('starts anew where the server can not resume', async () => {
    const server = await fileServer((_, response, index) => {
      response.writeHead(200, { 'content-length': content.length })
      if (index > 0) response.end(content)
      else response.write(content.subarray(0, half), () => response.destroy())
    })
    await expectContent(await download(server.url, await options()))
    expect(server.requests[1]?.headers.range).toBe(undefined)
  })

  it('gives up on a server that breaks off again and again', async () => {
    const server = await fileServer((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 1000), () => response.destroy())
    })
    await expect(download(server.url, await options())).rejects.toMatchObject({
      name: 'TdbtError',
      kind: 'Ingestion',
      message: expect.stringMatching(
        /^can't download http:\/\/127.0.0.1:\d+\/: the server closed the connection(?: after \d+ of \d+ bytes)? \(3 tries\)$/,
      ),
    })
    expect(server.requests.length).toBeLessThan(8)
  })

  it.each([
    ['ends', (socket: Socket) => socket.end()],
    ['breaks', (socket: Socket) => socket.resetAndDestroy()],
  ])('outlives a connection that %s while the disk is slow', async (_, finish) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-length: ${content.length}\r\netag: "1"\r\nconnection: close\r\n\r\n`,
        )
        socket.write(content, () => finish(socket))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    // From the first piece on, the body waits for its reader.
    const slow = await options({
      onProgress: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30),
    })
    for (let time = 0; time < 3; time += 1) {
      const done = download(`${url}/${time}`, slow)
      await done.then(expectContent, (error: Error) =>
        expect(error.message).toContain('the server closed the connection'),
      )
    }
  })

  it('tries again when the server is overloaded', async () => {
    const server = await fileServer((request, response, index) => {
      if (index < 2) response.writeHead(503).end()
      else sendFile(request, response, content, '"1"')
    })
    await expectContent(await download(server.url, await options()))
  })

  it('gives up at once where the file is not there, without the secrets of the address', async () => {
    const server = await fileServer((_, response) => response.writeHead(404).end())
    await expect(download(`${server.url}/x.csv?key=secret`, await options())).rejects.toMatchObject({
      message: `can't download ${server.url}/x.csv: the server answered 404`,
      hint: 'the file may have moved; check the url of the source',
    })
    expect(server.requests.length).toBe(1)
  })

  it('follows redirects', async () => {
    const server = await fileServer((request, response) => {
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end()
      else sendFile(request, response, content, '"1"')
    })
    await expectContent(await download(`${server.url}/old`, await options()))
  })

  it('does not wait for ever for a server that has fallen silent', async () => {
    const server = await fileServer((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, half))
    })
    const limits = { ...defaultHttpLimits, stallTimeout: 300, attempts: 1 }
    await expect(download(server.url, await options({ limits }))).rejects.toThrow(
      'the server stopped sending',
    )
  })

  it('does not wait for ever for an answer', async () => {
    const server = await fileServer(() => {})
    const limits = { ...defaultHttpLimits, stallTimeout: 300, attempts: 1 }
    await expect(download(server.url, await options({ limits }))).rejects.toThrow(
      'the server accepted the request and then said nothing',
    )
  })

  it('says what is wrong where nobody listens', async () => {
    const failing = download('http://127.0.0.1:1/x.csv', await options())
    await expect(failing).rejects.toThrow(
      "can't download http://127.0.0.1:1/x.csv: the server refuses connections (3 tries)",
    )
    await expect(failing).rejects.toBeInstanceOf(TransferError)
  })

  it('of a zip that was damaged on its way is refused and not kept', async () => {
    const zip = Buffer.from(zipSync({ 'x.csv': [content, { level: 0 }] }))
    const damaged = Buffer.from(zip)
    damaged[half]! ^= 1
    const server = await fileServer((request, response, index) =>
      sendFile(request, response, index === 0 ? damaged : zip, '"1"'),
    )
    const given = await options()
    await expect(download(server.url, given)).rejects.toThrow('is damaged: its CRC-32 does not match')
    await expectContent(await download(server.url, given), zip)
  })

  it('is broken off by a signal', async () => {
    const controller = new AbortController()
    const server = await fileServer((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, half))
      controller.abort(new Error('interrupted'))
    })
    await expect(download(server.url, await options({ signal: controller.signal }))).rejects.toThrow(
      'interrupted',
    )
  })

  it('goes through the proxy of the environment, except where NO_PROXY says not to', async () => {
    const proxy = await fileServer((request, response) => sendFile(request, response, content, '"1"'))
    vi.stubEnv('http_proxy', undefined)
    vi.stubEnv('https_proxy', undefined)
    vi.stubEnv('no_proxy', undefined)
    vi.stubEnv('HTTP_PROXY', proxy.url)
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    vi.stubEnv('NO_PROXY', 'direct.invalid')
    await expectContent(await download('http://data.invalid/x.csv', await options()))
    expect(proxy.requests.map((request) => request.url)).toEqual(['http://data.invalid/x.csv'])

    await expect(download('https://data.invalid/x.csv', await options())).rejects.toThrow("can't download")
    expect(proxy.requests[1]).toMatchObject({ method: 'CONNECT', url: 'data.invalid:443' })

    const before = proxy.requests.length
    await expect(download('http://direct.invalid/x.csv', await options())).rejects.toThrow("can't download")
    expect(proxy.requests.length).toBe(before)
  })
})

describe('a file of a source', () => {
  const obtain = async (location: { url?: string; path?: string }) =>
    obtainFile(location, 'shop/orders', {
      projectRoot: (await scratchFolder()).path,
      limits: { ...defaultHttpLimits, attempts: 1 },
      signal: undefined,
      onProgress: () => {},
    })

  it('has its checksum and the name that its URL ends in', async () => {
    const server = await fileServer((request, response) => sendFile(request, response, content, '"1"'))
    expect(await obtain({ url: `${server.url}/static/my%20file+1.csv?key=1` })).toMatchObject({
      name: 'my file+1.csv',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    })
  })

  it('that is not there, is a folder, or has an address of another kind is refused', async () => {
    await expect(obtain({ path: 'gone.csv' })).rejects.toThrow("can't read gone.csv: there is no such file")
    await expect(obtain({ path: '.' })).rejects.toThrow('. is no file')
    await expect(obtain({ url: 'ftp://host/x.csv' })).rejects.toMatchObject({
      message: 'tdbt ingest reads http:, https:, s3: and paths, not ftp:',
      hint: 'fetch the file and give it with --data',
    })
    await expect(obtain({ url: 's3://bucket/' })).rejects.toMatchObject({
      message: 's3://bucket/ names no object',
      hint: expect.stringContaining('s3://bucket/key'),
    })
    await expect(obtain({ url: 'http://' })).rejects.toThrow('not a valid url')
  })

  it('that changes while it is read is noticed', async () => {
    const folder = await scratchFolder()
    const path = await folder.write('x.csv', 'a\n1\n')
    const file = await obtain({ path })
    await file.assertUnchanged()
    await folder.write('x.csv', 'a\n1\n2\n')
    await expect(file.assertUnchanged()).rejects.toThrow('was changed while it was read')
  })
})
