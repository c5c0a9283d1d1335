import { TdbtError } from '@tdbt/adapter-api'

/** An object of S3, or a prefix of objects. */
export interface S3Address {
  readonly bucket: string
  readonly key: string
}

/** Whether a URL is one of S3. */
export function isS3(url: string): boolean {
  return /^s3:\/\//i.test(url)
}

/**
 * Reads `s3://bucket/key`. What follows the bucket is the key as it stands, as in all tools of S3: nothing in it is
 * escaped. @throws TdbtError (`url-not-valid`) where it names no object
 */
export function readS3Object(url: string): S3Address {
  const { bucket, key } = split(url)
  if (key === '' || key.endsWith('/'))
    throw new TdbtError('url-not-valid', `${url} names no object`, {
      hint: 'write s3://bucket/key; a folder is no object, so name each file in it',
    })
  return { bucket, key }
}

/**
 * Reads `s3://bucket/prefix/`, below which objects are put.
 * @throws TdbtError (`url-not-valid`) for anything else
 */
export function readS3Prefix(url: string): S3Address {
  const { bucket, key } = split(url)
  return { bucket, key: key === '' || key.endsWith('/') ? key : `${key}/` }
}

export function s3Url({ bucket, key }: S3Address): string {
  return `s3://${bucket}/${key}`
}

function split(url: string): S3Address {
  const [, bucket, key = ''] = /^s3:\/\/([a-z0-9][\w.-]+)(?:\/(.*))?$/is.exec(url) ?? []
  if (bucket === undefined)
    throw new TdbtError('url-not-valid', `not a valid url of S3: ${url.replace(/\/\/[^/]*@/, '//')}`, {
      hint: 'write s3://bucket/key',
    })
  return { bucket, key }
}
