import type { ErrorCode } from '@tdbt/adapter-api'
import { Interrupted } from './http-failure.js'
import type { S3Address } from './s3-address.js'
import { s3Url } from './s3-address.js'
import { TransferError } from './transfer-error.js'

/** What is done with an object. */
export type S3Intent = 'download' | 'land'

interface Refusal {
  readonly code: ErrorCode
  readonly reason: string
  readonly hint: string
}

/**
 * What the SDK throws as what it means: an Interrupted where another try may help, a TransferError for an answer that
 * stays the same, anything else as it is. S3 repeats in its answers what was signed and by which key: none of that is
 * shown.
 */
export function s3Failure(error: unknown, address: S3Address, intent: S3Intent): unknown {
  if (!(error instanceof Error)) return error
  const { $metadata, $response, name } = error as S3Exception
  const status = $metadata?.httpStatusCode
  if (passing.test(name) || (status !== undefined && (status >= 500 || status === 429 || status === 408))) {
    const seconds = Number($response?.headers?.['retry-after'])
    return new Interrupted(
      `the server answered ${status === undefined ? name : `${status} (${name})`}`,
      Number.isFinite(seconds) ? seconds * 1000 : undefined,
    )
  }
  const verb = intent === 'land' ? 'put the file to' : 'download'
  const fail = ({ code, reason, hint }: Refusal): TransferError =>
    new TransferError(`can't ${verb} ${s3Url(address)}: ${reason}`, { hint, cause: error }, code)
  if (/ProviderError$/.test(name)) return fail(withoutCredentials(error.message))
  const refusal = byName(name, address, intent) ?? byStatus(status, address, intent)
  if (refusal !== undefined) return fail(refusal)
  if (status === undefined) return error
  return fail({
    code: intent === 'land' ? 'landing-failed' : 'download-failed',
    reason: `the server answered ${status} (${name})`,
    hint: 'check the address, and AWS_ENDPOINT_URL where that is set',
  })
}

interface S3Exception extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

/** Names of answers that another try may change. */
const passing =
  /^(SlowDown|ThrottlingException|Throttling|RequestLimitExceeded|RequestTimeout|RequestTimeTooSkewed|InternalError|ServiceUnavailable)$/

function withoutCredentials(message: string): Refusal {
  const isUnset = /from any providers/.test(message)
  const profile = process.env.AWS_PROFILE
  const where = profile ? ` (AWS_PROFILE is ${profile})` : ''
  return {
    code: 's3-credentials-missing',
    reason: isUnset ? `there are no credentials for AWS${where}` : `no credentials for AWS: ${message}`,
    hint: isUnset
      ? 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run it with a role of AWS'
      : 'aws sts get-caller-identity shows whether the settings work',
  }
}

function byName(name: string, { bucket, key }: S3Address, intent: S3Intent): Refusal | undefined {
  switch (name) {
    case 'NoSuchBucket':
      return {
        code: 's3-bucket-not-found',
        reason: `there is no bucket ${bucket}`,
        hint: 'check the name of the bucket, and AWS_ENDPOINT_URL where that is set',
      }
    case 'NoSuchKey':
    case 'NotFound':
      return {
        code: 's3-object-not-found',
        reason: 'the bucket has no object of that key',
        hint: 'a key is case-sensitive, and nothing in it is escaped: aws s3 ls shows what there is',
      }
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return {
        code: 's3-access-denied',
        reason: 'access denied',
        hint:
          intent === 'land'
            ? `the credentials need s3:PutObject and s3:AbortMultipartUpload on arn:aws:s3:::${bucket}/${key}, and s3:GetObject to read it back`
            : `the credentials need s3:GetObject on arn:aws:s3:::${bucket}/${key}; to those without s3:ListBucket S3 says this of a key that is not there, too`,
      }
    case 'InvalidAccessKeyId':
      return refusedCredentials('the server does not know the access key')
    case 'SignatureDoesNotMatch':
      return refusedCredentials('the secret access key is not that of the access key')
    case 'ExpiredToken':
    case 'RequestExpired':
    case 'TokenRefreshRequired':
      return refusedCredentials('the credentials have expired')
    case 'InvalidToken':
      return refusedCredentials('the session token is not valid')
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
      return {
        code: 's3-wrong-region',
        reason: 'the bucket is in another region',
        hint: `set AWS_REGION to that of the bucket: aws s3api get-bucket-location --bucket ${bucket}`,
      }
    case 'InvalidObjectState':
      return {
        code: 'download-failed',
        reason: 'the object is archived',
        hint: 'restore it first: aws s3api restore-object',
      }
    default:
      return undefined
  }
}

/** Answers to HEAD have no body that would name the reason. */
function byStatus(status: number | undefined, address: S3Address, intent: S3Intent): Refusal | undefined {
  if (status === 403) return byName('AccessDenied', address, intent)
  if (status === 404) return byName('NoSuchKey', address, intent)
  if (status === 301 || status === 307) return byName('PermanentRedirect', address, intent)
  return undefined
}

function refusedCredentials(reason: string): Refusal {
  return {
    code: 's3-credentials-refused',
    reason,
    hint: 'check AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; a session is renewed by aws sso login',
  }
}
