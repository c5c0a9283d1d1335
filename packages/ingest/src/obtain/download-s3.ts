import type { Readable } from 'node:stream'
import type { GetObjectCommandInput } from '@aws-sdk/client-s3'
import { type Answer, type DownloadOptions, fetchFile, type KeptFile } from './fetch-file.js'
import { Interrupted } from './http-failure.js'
import type { FileVersion } from './partial-download.js'
import { type S3Address, s3Url } from './s3-address.js'
import { checksumOf, checksumOfFile } from './s3-checksum.js'
import { openS3, type S3 } from './s3-client.js'
import { s3Failure } from './s3-failure.js'

/**
 * Fetches an object of S3 into the cache, as `fetchFile` does, and gives its path.
 * @param place by what the cache knows it: its address, or a name for all objects of which only the last is kept.
 */
export async function downloadS3(
  address: S3Address,
  options: DownloadOptions,
  place = s3Url(address),
): Promise<string> {
  const { limits, signal } = options
  // The tries are those of every download, which go on where one broke off.
  const s3 = await openS3({ limits, attempts: 1, signal })
  try {
    return await fetchFile(
      {
        address: place,
        label: s3Url(address),
        ask: (kept) => ask(s3, address, kept),
        async verify(path, { checksum }: FileVersion) {
          if (checksum === undefined) return
          const { algorithm, value } = checksum
          if ((await checksumOfFile(path, algorithm, s3.sdk)) !== value)
            throw new Interrupted(`what arrived is not what the bucket has (${algorithm} differs)`)
        },
      },
      options,
    )
  } finally {
    await s3.close()
  }
}

async function ask({ client, sdk }: S3, address: S3Address, { complete, part }: KeptFile): Promise<Answer> {
  const etag = (part ?? complete)?.version.etag ?? undefined
  const input: GetObjectCommandInput = {
    Bucket: address.bucket,
    Key: address.key,
    ...(part === undefined ? { IfNoneMatch: etag } : { IfMatch: etag, Range: `bytes=${part.size}-` }),
  }
  try {
    const command = new sdk.GetObjectCommand(input)
    // As the SDK's own `ChecksumMode`, but that has each piece checked by itself.
    command.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, { 'x-amz-checksum-mode': 'ENABLED' })
        return next(args)
      },
      { step: 'build', name: 'askForChecksums' },
    )
    const answer = await client.send(command)
    const start = part !== undefined && answer.ContentRange !== undefined ? part.size : 0
    return {
      kind: 'bytes',
      version:
        start > 0 && part !== undefined
          ? part.version
          : {
              etag: answer.ETag ?? null,
              lastModified: answer.LastModified?.toUTCString() ?? null,
              checksum: checksumOf(answer, address.bucket),
            },
      start,
      length: answer.ContentLength ?? null,
      body: answer.Body as unknown as Readable,
    }
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
    if (status === 304 && complete !== undefined) return { kind: 'unchanged' }
    if (status === 412 && part !== undefined)
      return { kind: 'stale', reason: 'the object changed in the bucket while it was fetched' }
    if (status === 416 && part !== undefined)
      return { kind: 'stale', reason: 'the bucket has less of the object than was fetched before' }
    throw s3Failure(error, address, 'download')
  }
}
