import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

const script = fileURLToPath(new URL('s3-server.py', import.meta.url))

export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A server that speaks S3, with users whose keys it checks. */
export interface S3Server {
  readonly port: number
  /** May do everything. */
  readonly owner: Keys
  /** May read objects, and nothing else. */
  readonly reader: Keys
  createBucket(bucket: string): Promise<void>
  put(bucket: string, key: string, content: string | Uint8Array): Promise<void>
  /** In parts of 5 MB. */
  putInParts(bucket: string, key: string, content: Uint8Array): Promise<void>
  get(bucket: string, key: string): Promise<Buffer>
  keys(bucket: string): Promise<readonly string[]>
  /** Keys of uploads that were begun and not ended. */
  unfinished(bucket: string): Promise<readonly string[]>
  stop(): Promise<void>
}

export async function startS3Server(): Promise<S3Server> {
  const python = process.env.TDBT_TEST_S3_PYTHON
  if (python === undefined) throw new Error('run these tests by: npm run s3:test')
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => {
      throw new Error(`the server of S3 did not start:\n${said}`)
    }),
  ])
  const { port, owner, reader } = JSON.parse(line) as { port: number; owner: Keys; reader: Keys }
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: owner,
  })
  return {
    port,
    owner,
    reader,
    async createBucket(Bucket) {
      await client.send(new CreateBucketCommand({ Bucket }))
    },
    async put(Bucket, Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }))
    },
    async putInParts(Bucket, Key, Body) {
      await new Upload({ client, params: { Bucket, Key, Body } }).done()
    },
    async get(Bucket, Key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      return Buffer.from((await Body?.transformToByteArray()) ?? [])
    },
    async keys(Bucket) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }))
      return Contents.map(({ Key = '' }) => Key)
    },
    async unfinished(Bucket) {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    async stop() {
      client.destroy()
      child.stdin.end()
      await ended
    },
  }
}
