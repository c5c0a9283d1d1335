import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import type { ChecksumAlgorithm, FileVersion } from './partial-download.js'
import type * as s3Sdk from './s3-sdk.js'

type Sdk = typeof s3Sdk

/**
 * The checksum that S3 has of an object as a whole, the best where it has several. That of an object that was put in
 * parts may be one of its parts' checksums (`...-5`), which says nothing of the whole. The ETag is an MD5 where
 * the object was put at once and not encrypted with a key of the user's.
 */
export function checksumOf(answer: GetObjectCommandOutput, bucket: string): FileVersion['checksum'] {
  for (const algorithm of ['SHA256', 'SHA1', 'CRC64NVME', 'CRC32C', 'CRC32'] as const) {
    const value = answer[`Checksum${algorithm}`]
    if (value !== undefined && !value.includes('-') && answer.ChecksumType !== 'COMPOSITE')
      return { algorithm, value }
  }
  const md5 = /^"([0-9a-f]{32})"$/.exec(answer.ETag ?? '')?.[1]
  const { ServerSideEncryption: encryption = 'AES256', SSECustomerAlgorithm: ownKey } = answer
  // Of buckets for a single zone (`...--x-s3`) it is none either.
  if (md5 === undefined || encryption !== 'AES256' || ownKey !== undefined || bucket.endsWith('--x-s3'))
    return undefined
  return { algorithm: 'MD5', value: Buffer.from(md5, 'hex').toString('base64') }
}

/** The checksum of a file on this machine; base64. */
export async function checksumOfFile(path: string, algorithm: ChecksumAlgorithm, sdk: Sdk): Promise<string> {
  const hash = hashes[algorithm](sdk)
  const bytes = createReadStream(path, { highWaterMark: 1024 * 1024 })
  for await (const chunk of bytes as AsyncIterable<Buffer>) hash.update(chunk)
  return Buffer.from(await hash.digest()).toString('base64')
}

interface Hash {
  update(chunk: Uint8Array): unknown
  digest(): Uint8Array | Promise<Uint8Array>
}

const hashes: Readonly<Record<ChecksumAlgorithm, (sdk: Sdk) => Hash>> = {
  SHA256: () => createHash('sha256'),
  SHA1: () => createHash('sha1'),
  MD5: () => createHash('md5'),
  CRC64NVME: (sdk) => new sdk.Crc64Nvme(),
  CRC32C: (sdk) => new sdk.Crc32c(),
  CRC32: (sdk) => new sdk.Crc32(),
}
