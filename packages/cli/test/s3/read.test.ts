import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { projectFolder } from '../support/tdbt.js'
import { awsEnv, lakeProject, numbers, withoutAws } from './support/lake-project.js'
import { type S3Server, startS3Server } from './support/s3-server.js'
import { type Fate, type Wire, wireTo } from './support/wire.js'

let database: TestDatabase
let s3: S3Server

/** More than the buffers on the way. */
const large = numbers(2_000_000)
/** More than one part of an upload. */
const twoParts = numbers(5_500_000)
const rowsOf = (content: Buffer): number => content.toString().split('\n').length - 2

beforeAll(async () => {
  database = await testDatabase()
  s3 = await startS3Server()
  await s3.createBucket('lake')
  await s3.put('lake', 'numbers.csv', numbers(1000))
  await s3.put('lake', 'large.csv', large)
  await s3.putInParts('lake', 'parts.csv', twoParts)
})
afterAll(async () => {
  await s3.stop()
  await database.drop()
})

const from = (key: string) => JSON.stringify(`s3://lake/${key}`)

/** A project that reads an object over a wire on which things go wrong. */
async function over(
  key: string,
  fateOf?: (request: string, index: number) => Fate | undefined,
): Promise<Awaited<ReturnType<typeof lakeProject>> & { readonly wire: Wire }> {
  const wire = await wireTo(s3.port, fateOf)
  const project = await lakeProject(database, { port: wire.port, keys: s3.owner, from: from(key) })
  return { ...project, wire }
}

describe('an object', () => {
  test.each([
    ['large.csv', large],
    ['parts.csv', twoParts],
  ])('%s is loaded, and not fetched again while it is the same', async (key, content) => {
    const project = await over(key)
    const first = await project.ingest()
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(await project.loaded()).toBe(`${rowsOf(content)} ${key}`)
    const before = project.wire.received
    expect(before).toBeLessThan(content.length + 5000)
    const again = await project.ingest()
    expect(again.code).toBe(0)
    expect(again.stdout).toContain(`[SKIP ${rowsOf(content)} rows`)
    expect(project.wire.received - before).toBeLessThan(2000)
  })

  test('that was replaced is loaded anew', async () => {
    const project = await over('changing.csv')
    await s3.put('lake', 'changing.csv', 'id,twice\n1,2\n')
    expect((await project.ingest()).code).toBe(0)
    await s3.put('lake', 'changing.csv', 'id,twice\n1,2\n2,4\n')
    expect((await project.ingest()).code).toBe(0)
    expect(await project.loaded()).toBe('2 changing.csv')
  })

  test('is found whatever letters its key has', async () => {
    const key = `2026/a b+c%20?d#é'"&=/file (1).csv`
    await s3.put('lake', key, 'id,twice\n1,2\n')
    const project = await over(key)
    const { code, stdout, stderr } = await project.ingest()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
    expect(await project.loaded()).toBe('1 file (1).csv')
  })

  test('can be given by --data', async () => {
    const project = await lakeProject(database, { port: s3.port, keys: s3.owner, from: "'nowhere.csv'" })
    expect((await project.ingest(['--data', 's3://lake/numbers.csv'])).code).toBe(0)
    expect(await project.loaded()).toMatch(/ numbers\.csv$/)
  })

  test('is read with a profile, its endpoint and its keys', async () => {
    const files = await projectFolder({
      config: `[profile lake]\nregion = eu-west-1\nservices = here\n[services here]\ns3 =\n  endpoint_url = http://localhost:${s3.port}\n`,
      credentials: `[lake]\naws_access_key_id = ${s3.reader.accessKeyId}\naws_secret_access_key = ${s3.reader.secretAccessKey}\n`,
    })
    const env = {
      ...withoutAws,
      AWS_PROFILE: 'lake',
      AWS_CONFIG_FILE: join(files.path, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(files.path, 'credentials'),
    }
    const project = await lakeProject(database, { port: 0, keys: s3.reader, from: from('numbers.csv'), env })
    const { code, stdout, stderr } = await project.ingest()
    files.remove()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
  })
})

describe('on a bad way', () => {
  test('what was cut off in the middle goes on where it stopped', async () => {
    const project = await over('large.csv', (_, index) => (index === 0 ? { cutAfter: 1_000_000 } : undefined))
    const { code, stdout, stderr } = await project.ingest()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
    expect(await project.loaded()).toBe(`${rowsOf(large)} large.csv`)
    const { requests } = project.wire
    expect(requests).toHaveLength(2)
    expect(Number(/bytes=(\d+)-$/.exec(requests[1] ?? '')?.[1])).toBeGreaterThan(500_000)
  })

  test('what was broken off by Ctrl-C goes on with the next call', async () => {
    const project = await over('large.csv', (_, index) =>
      index === 0 ? { stallAfter: 1_000_000 } : undefined,
    )
    const running = project.start()
    await project.wire.seen(/^GET/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(ended.stdout).toMatch(/the next tdbt ingest goes on from the \d\.\d MB that were downloaded/)
    expect((await project.ingest()).code).toBe(0)
    expect(project.wire.requests[1]).toMatch(/ bytes=[1-9]\d+-$/)
    expect(await project.loaded()).toBe(`${rowsOf(large)} large.csv`)
  })

  test('an object that is replaced meanwhile is fetched as a whole', async () => {
    await s3.put('lake', 'replaced.csv', large)
    const newer = numbers(1_500_000, 1000)
    const project = await over('replaced.csv', (_, index) =>
      index === 0 ? { stallAfter: 1_000_000 } : undefined,
    )
    const running = project.start()
    await project.wire.seen(/^GET/)
    await new Promise((resolve) => setTimeout(resolve, 300))
    running.kill('SIGINT')
    await running.ended
    await s3.put('lake', 'replaced.csv', newer)
    expect((await project.ingest()).code).toBe(0)
    expect(await project.loaded()).toBe(`${rowsOf(newer)} replaced.csv`)
  })

  test('a byte that is another is noticed, and the object fetched again', async () => {
    const project = await over('large.csv', (_, index) => (index === 0 ? { spoil: 1_500_000 } : undefined))
    const { code, stdout, stderr } = await project.ingest()
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringContaining('OK loaded source')])
    expect(project.wire.requests).toHaveLength(2)
    const always = await over('large.csv', () => ({ spoil: 1_500_000 }))
    const failed = await always.ingest(['--tries', '1'])
    expect(failed.code).toBe(3)
    expect(failed.stdout).toMatch(/what arrived is not what the bucket has \(\w+ differs\)/)
  })

  test('a server that is overloaded is asked again', async () => {
    const slow = `HTTP/1.1 503 Slow Down\r\ncontent-type: application/xml\r\nconnection: close\r\n\r\n<Error><Code>SlowDown</Code></Error>`
    const project = await over('numbers.csv', (_, index) => (index < 2 ? { answer: slow } : undefined))
    expect((await project.ingest()).code).toBe(0)
    expect(project.wire.requests).toHaveLength(3)
    const hopeless = await over('numbers.csv', () => ({ answer: slow }))
    const { code, stdout } = await hopeless.ingest(['--tries', '2'])
    expect(code).toBe(3)
    expect(stdout).toContain(
      "can't download s3://lake/numbers.csv: the server answered 503 (SlowDown) (2 tries)",
    )
  })
})

describe('what can not be read', () => {
  const wrong = 'wrongwrongwrongwrongwrongwrongwrongwrong'
  interface Case {
    readonly key?: string
    readonly url?: string
    readonly env?: (port: number) => Record<string, string>
    readonly code: string
    readonly says: string
  }
  const cases: Record<string, Case> = {
    'a key that is not there': {
      key: 'nosuch.csv',
      code: 's3-object-not-found',
      says: "can't download s3://lake/nosuch.csv: the bucket has no object of that key",
    },
    'a bucket that is not there': {
      url: 's3://nowhere/x.csv',
      code: 's3-bucket-not-found',
      says: "can't download s3://nowhere/x.csv: there is no bucket nowhere",
    },
    'a wrong secret': {
      env: (port) => awsEnv(port, { ...s3.owner, secretAccessKey: wrong }),
      code: 's3-credentials-refused',
      says: 'the secret access key is not that of the access key',
    },
    'an access key that nobody knows': {
      env: (port) => awsEnv(port, { accessKeyId: 'AKIANOBODY', secretAccessKey: wrong }),
      code: 's3-credentials-refused',
      says: 'the server does not know the access key',
    },
    'no credentials': {
      env: (port) => ({ ...withoutAws, AWS_ENDPOINT_URL: `http://localhost:${port}` }),
      code: 's3-credentials-missing',
      says: 'there are no credentials for AWS',
    },
    'a profile that is not there': {
      env: (port) => ({ ...withoutAws, AWS_ENDPOINT_URL: `http://localhost:${port}`, AWS_PROFILE: 'nosuch' }),
      code: 's3-credentials-missing',
      says: 'there are no credentials for AWS (AWS_PROFILE is nosuch)',
    },
    'a server that is not there': {
      env: () => awsEnv(1, s3.owner),
      code: 'download-failed',
      says: 'the server refuses connections (1 try)',
    },
    'a name that leads nowhere': {
      env: () => ({ ...awsEnv(1, s3.owner), AWS_ENDPOINT_URL_S3: 'http://s3.invalid' }),
      code: 'download-failed',
      says: 'the name of the server is not known',
    },
    'an endpoint that is no address': {
      env: () => ({ ...awsEnv(1, s3.owner), AWS_ENDPOINT_URL_S3: 'localhost' }),
      code: 's3-settings-not-valid',
      says: 'the endpoint localhost is no http: or https: address',
    },
    'a folder': { key: '2026/', code: 'url-not-valid', says: 's3://lake/2026/ names no object' },
    'no bucket': { url: 's3:///x.csv', code: 'url-not-valid', says: 'not a valid url of S3' },
  }

  test.each(Object.entries(cases))('%s', async (_, { key = 'numbers.csv', url, env, code, says }) => {
    const project = await lakeProject(database, {
      port: s3.port,
      keys: s3.owner,
      from: JSON.stringify(url ?? `s3://lake/${key}`),
      ...(env && { env: env(s3.port) }),
    })
    const ended = await project.ingest(['--tries', '1', '--debug'])
    expect(ended.stdout).toContain(says)
    expect(ended.stdout).toContain(`code: ${code}\n`)
    expect(ended.code).toBe(code === 'url-not-valid' ? 1 : 3)
    const output = ended.stdout + ended.stderr + readFileSync(join(project.path, 'logs', 'dbt.log'), 'utf8')
    expect(output).not.toContain(s3.owner.secretAccessKey)
    expect(output).not.toContain(wrong)
    expect(output).not.toMatch(/Signature=|Authorization/i)
  })

  test('without the right to', async () => {
    const bare =
      'HTTP/1.1 403 Forbidden\r\ncontent-type: application/xml\r\nconnection: close\r\n\r\n<Error><Code>AccessDenied</Code></Error>'
    const project = await over('numbers.csv', () => ({ answer: bare }))
    const { code, stdout } = await project.ingest()
    expect(code).toBe(3)
    expect(stdout).toContain("can't download s3://lake/numbers.csv: access denied")
    expect(stdout).toContain('s3:GetObject on arn:aws:s3:::lake/numbers.csv')
    expect(stdout).toContain('code: s3-access-denied\n')
  })

  test('from a bucket of another region', async () => {
    const elsewhere =
      'HTTP/1.1 400 Bad Request\r\ncontent-type: application/xml\r\nconnection: close\r\n\r\n<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>'
    const project = await over('numbers.csv', () => ({ answer: elsewhere }))
    const { code, stdout } = await project.ingest()
    expect(code).toBe(3)
    expect(stdout).toContain('code: s3-wrong-region\n')
  })
})
