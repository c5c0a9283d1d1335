import { createReadStream } from 'node:fs'
import { TdbtError } from '@tdbt/adapter-api'
import { failureOf } from './http-failure.js'
import type { HttpLimits } from './http-limits.js'
import { type S3Address, s3Url } from './s3-address.js'
import { openS3, type S3 } from './s3-client.js'
import { s3Failure } from './s3-failure.js'
import { TransferError } from './transfer-error.js'

export interface FileToLand {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export interface LandOptions {
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  readonly onProgress: (bytes: number, totalBytes: number) => void
}

/**
 * Puts a file into a bucket as it is, unless it is there already, and gives its address. The key holds the file's
 * checksum (`prefix/sha256=.../name`): the same content has the same key for ever, and no other can take its place.
 * The object appears once it is whole; what had been sent of it is removed where it fails or is broken off.
 * Throws a TransferError that says what stood in the way.
 */
export async function landFile(
  file: FileToLand,
  prefix: S3Address,
  options: LandOptions,
): Promise<S3Address> {
  const address = { bucket: prefix.bucket, key: `${prefix.key}sha256=${file.sha256}/${file.name}` }
  const { limits, signal } = options
  // A part that fails is sent again by itself.
  const s3 = await openS3({ limits, attempts: limits.attempts, signal })
  try {
    if (!(await isThere(s3, file, address))) await upload(s3, file, address, options)
    return address
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof TdbtError) throw error
    const failure = s3Failure(error, address, 'land')
    if (failure instanceof TransferError) throw failure
    const { reason, hint } = failureOf(failure)
    const message = `can't put the file to ${s3Url(address)}: ${reason}`
    throw new TransferError(message, { hint, cause: error }, 'landing-failed')
  } finally {
    await s3.close()
  }
}

async function isThere({ client, sdk }: S3, file: FileToLand, address: S3Address): Promise<boolean> {
  const { bucket: Bucket, key: Key } = address
  try {
    const { ContentLength: bytes } = await client.send(new sdk.HeadObjectCommand({ Bucket, Key }))
    if (bytes === file.bytes) return true
    throw new TransferError(
      `${s3Url(address)} is there already with ${bytes} bytes, where the file of that checksum has ${file.bytes}`,
      {},
      'landed-differs',
    )
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
    // Without the right to list the bucket, 403 is said of what is not there.
    if (status === 404 || status === 403) return false
    throw error
  }
}

async function upload({ client, sdk }: S3, file: FileToLand, address: S3Address, options: LandOptions) {
  const sending = new sdk.Upload({
    client,
    params: {
      Bucket: address.bucket,
      Key: address.key,
      Body: createReadStream(file.path),
      // Somebody else may be putting the same file there now: who is second does not replace it.
      IfNoneMatch: '*',
    },
  })
  sending.on('httpUploadProgress', ({ loaded = 0 }) => options.onProgress(loaded, file.bytes))
  try {
    await sending.done()
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== 412) throw error
  }
}
