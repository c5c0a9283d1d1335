import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fileServer, sendFile } from '../../../../test/support/file-server.js'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { awsEnv, lakeProject, numbers } from './support/lake-project.js'
import { type S3Server, startS3Server } from './support/s3-server.js'
import { wireTo } from './support/wire.js'

let database: TestDatabase
let s3: S3Server

const small = numbers(5000)
/** Three parts of an upload. */
const large = numbers(11_000_000)
const rowsOf = (content: Buffer): number => content.toString().split('\n').length - 2
const keyOf = (content: Buffer, name = 'numbers.csv'): string =>
  `raw/lake/numbers/sha256=${createHash('sha256').update(content).digest('hex')}/${name}`

let buckets = 0
let bucket = ''

beforeAll(async () => {
  database = await testDatabase()
  s3 = await startS3Server()
})
afterAll(async () => {
  await s3.stop()
  await database.drop()
})

const nextBucket = async (): Promise<string> => {
  buckets += 1
  bucket = `lake-${buckets}`
  await s3.createBucket(bucket)
  return bucket
}

afterEach(async () => {
  expect(await s3.unfinished(bucket)).toEqual([])
})

/** A project whose source is a file of its own, to land below `raw/`. */
async function landing(content: Buffer, port = s3.port, keys = s3.owner) {
  const land = `s3://${await nextBucket()}/raw`
  const project = await lakeProject(database, {
    port,
    keys,
    from: `{ path: 'numbers.csv', land: '${land}' }`,
  })
  writeFileSync(join(project.path, 'numbers.csv'), content)
  return project
}

describe('a file that lands', () => {
  test('is put there as it is, under its checksum, and loaded from there; the same again changes nothing', async () => {
    const wire = await wireTo(s3.port)
    const project = await landing(small, wire.port)
    const first = await project.ingest()
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('OK loaded source')])
    expect(await s3.keys(bucket)).toEqual([keyOf(small)])
    expect((await s3.get(bucket, keyOf(small))).equals(small)).toBe(true)
    expect(await project.loaded()).toBe(`${rowsOf(small)} s3://${bucket}/${keyOf(small)}`)
    expect(wire.requests.map((request) => request.split(' ')[0])).toEqual(['HEAD', 'PUT', 'GET'])

    const again = await project.ingest()
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining(`[SKIP ${rowsOf(small)} rows`)])
    expect(wire.requests.map((request) => request.split(' ')[0]).slice(3)).toEqual(['HEAD', 'GET'])
  })

  test('from a server is landed with the bytes that came, and changed content beside it', async () => {
    const zipped = { content: numbers(2500), etag: '"1"' }
    const server = await fileServer((request, response) =>
      sendFile(request, response, zipped.content, zipped.etag),
    )
    const project = await lakeProject(database, {
      port: s3.port,
      keys: s3.owner,
      from: `{ url: '${server.url}/static/numbers.csv?key=secret', land: 's3://${await nextBucket()}/raw/' }`,
    })
    expect((await project.ingest()).code).toBe(0)
    const before = keyOf(zipped.content)
    zipped.content = numbers(3500)
    zipped.etag = '"2"'
    expect((await project.ingest()).code).toBe(0)
    // The file as it came, and as it landed: no version before.
    expect(readdirSync(join(project.path, '.tdbt', 'downloads'))).toHaveLength(2)
    expect([...(await s3.keys(bucket))].sort()).toEqual([before, keyOf(zipped.content)].sort())
    expect(await project.loaded()).toBe(`${rowsOf(zipped.content)} s3://${bucket}/${keyOf(zipped.content)}`)
  })

  test('may be a large one, and be named by --land and --data', async () => {
    const project = await lakeProject(database, { port: s3.port, keys: s3.owner, from: "'nowhere.csv'" })
    writeFileSync(join(project.path, 'numbers.csv'), large)
    const to = `s3://${await nextBucket()}/raw/`
    const { code, stdout, stderr } = await project.ingest(['--data', 'numbers.csv', '--land', to])
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
    expect((await s3.get(bucket, keyOf(large))).equals(large)).toBe(true)
    expect(await project.loaded()).toBe(`${rowsOf(large)} s3://${bucket}/${keyOf(large)}`)
  })
})

describe('a landing on a bad way', () => {
  test('sends a part again whose connection broke', async () => {
    let broken = 0
    const wire = await wireTo(s3.port, (request) => {
      if (!/^PUT .*partNumber=2/.test(request) || broken > 0) return undefined
      broken += 1
      return { cutRequestAfter: 1_000_000 }
    })
    const project = await landing(large, wire.port)
    const { code, stdout, stderr } = await project.ingest()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
    expect(broken).toBe(1)
    expect((await s3.get(bucket, keyOf(large))).equals(large)).toBe(true)
  })

  test('leaves nothing behind when it is broken off by Ctrl-C, and the next call lands it', async () => {
    let stalls = true
    const wire = await wireTo(s3.port, (request) =>
      stalls && /^PUT .*partNumber=2/.test(request) ? { stallRequestAfter: 1_000_000 } : undefined,
    )
    const project = await landing(large, wire.port)
    const running = project.start()
    await wire.seen(/^PUT .*partNumber=2/)
    expect(await s3.unfinished(bucket)).toEqual([keyOf(large)])
    running.kill('SIGINT')
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([2, ''])
    expect(await s3.unfinished(bucket)).toEqual([])
    expect(await s3.keys(bucket)).toEqual([])
    stalls = false
    expect((await project.ingest()).code).toBe(0)
    expect(await s3.keys(bucket)).toEqual([keyOf(large)])
  })

  test('leaves nothing behind when the server fails for good', async () => {
    const failing =
      'HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/xml\r\nconnection: close\r\n\r\n<Error><Code>InternalError</Code></Error>'
    const wire = await wireTo(s3.port, (request) =>
      /^PUT .*partNumber=2/.test(request) ? { answer: failing } : undefined,
    )
    const project = await landing(large, wire.port)
    const { code, stdout } = await project.ingest(['--tries', '2'])
    expect(code).toBe(3)
    expect(stdout).toContain(
      `can't put the file to s3://${bucket}/${keyOf(large)}: the server answered 500 (InternalError)`,
    )
    expect(stdout).toContain('code: landing-failed\n')
    expect(await s3.keys(bucket)).toEqual([])
  })

  test('that somebody else has made meanwhile is taken for done', async () => {
    let isFirst = true
    const wire = await wireTo(s3.port, (request) => {
      if (!request.startsWith('HEAD') || !isFirst) return undefined
      isFirst = false
      return { answer: 'HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n' }
    })
    const project = await landing(small, wire.port)
    await s3.put(bucket, keyOf(small), small)
    expect((await project.ingest()).code).toBe(0)
    expect(await project.loaded()).toMatch(new RegExp(`^${rowsOf(small)} `))
  })
})

describe('a landing that is refused', () => {
  test.each([
    ['of another length', Buffer.from('short'), 'is there already with 5 bytes'],
    [
      'of the same length',
      Buffer.from(small.toString().replaceAll('1', '3')),
      'has other content than its key says',
    ],
  ])('where other content %s has its key, which is not overwritten', async (_, other, says) => {
    const project = await landing(small)
    await s3.put(bucket, keyOf(small), other)
    const { code, stdout } = await project.ingest()
    expect(code).toBe(3)
    expect(stdout).toContain(says)
    expect(stdout).toContain('code: landed-differs\n')
    expect((await s3.get(bucket, keyOf(small))).equals(other)).toBe(true)
  })

  test('without the right to put', async () => {
    const project = await landing(small, s3.port, s3.reader)
    const { code, stdout } = await project.ingest()
    expect(code).toBe(3)
    expect(stdout).toContain('access denied')
    expect(stdout).toContain('s3:PutObject')
    expect(stdout).toContain('code: s3-access-denied\n')
  })

  test.each([
    ['a bucket that is not there', 's3://nowhere/raw/', 's3-bucket-not-found', 3],
    ['what is no bucket', '/raw', 'url-not-valid', 1],
  ])('for %s', async (_, to, errorCode, exitCode) => {
    const project = await landing(small)
    const { code, stdout } = await project.ingest(['--land', to])
    expect(code).toBe(exitCode)
    expect(stdout).toContain(`code: ${errorCode}\n`)
  })

  test('for rows that are in no file', async () => {
    const project = await lakeProject(database, {
      port: s3.port,
      keys: s3.owner,
      from: `{ name: 'api', async *rows() { yield { id: 1, twice: 2 } } }`,
      env: awsEnv(s3.port, s3.owner),
    })
    const { code, stdout } = await project.ingest(['--land', 's3://lake-1/raw/'])
    expect(code).toBe(1)
    expect(stdout).toContain('lake.numbers has no file to land: its rows come from a plugin')
    expect(stdout).toContain('code: landing-without-file\n')
  })
})
