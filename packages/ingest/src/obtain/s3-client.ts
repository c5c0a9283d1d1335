import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3'
import type { HttpRequest } from '@smithy/core/protocols'
import type { Dispatcher } from 'undici'
import { displayUrl } from './display-url.js'
import { openHttp } from './http-client.js'
import type { HttpLimits } from './http-limits.js'
import type * as s3Sdk from './s3-sdk.js'
import { TransferError } from './transfer-error.js'

type Sdk = typeof s3Sdk

const withoutWarning = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'

export interface S3 {
  readonly sdk: Sdk
  readonly client: S3Client
  /** Ends what is still under way. */
  close(): Promise<void>
}

export interface S3Options {
  readonly limits: HttpLimits
  /** How often a request is tried by the SDK itself. */
  readonly attempts: number
  /** Breaks off the sending and the fetching of files. */
  readonly signal: AbortSignal | undefined
}

/**
 * A client of S3. Credentials, region and endpoint come from where the tools of AWS have them: environment, profiles,
 * SSO, the role of a container or machine. Requests take the same way as all others: proxies, time-outs.
 */
export async function openS3({ limits, attempts, signal }: S3Options): Promise<S3> {
  // The SDK warns of Nodes that its coming versions won't run on. Which one is here is not the user's to choose.
  process.env[withoutWarning] ??= 'true'
  const sdk = await import('./s3-sdk.js')
  // S3 knows where its objects are and answers to a request with a redirect itself.
  const http = openHttp(limits, 0)
  const client = new sdk.S3Client({
    ...(await whereabouts(sdk)),
    maxAttempts: attempts,
    // A checksum is taken of the whole file, once it is there: it may have come in pieces.
    responseChecksumValidation: 'WHEN_REQUIRED',
    followRegionRedirects: true,
    // undici sends none.
    expectContinueHeader: false,
    requestHandler: requestHandler(sdk, http.dispatcher, signal),
  })
  return {
    sdk,
    client,
    async close() {
      client.destroy()
      await http.close()
    },
  }
}

/**
 * Where nothing names a region it is us-east-1, as for the command line of AWS: S3 answers with the right one. A server
 * that is not AWS' rarely has a name for each bucket, so an endpoint of one's own gets the bucket in the path.
 */
async function whereabouts(
  sdk: Sdk,
): Promise<Pick<S3ClientConfig, 'region' | 'endpoint' | 'forcePathStyle'>> {
  const { config } = new sdk.S3Client({})
  const region = await config.region().catch(() => 'us-east-1')
  let endpoint: string | undefined
  try {
    endpoint = await config.serviceConfiguredEndpoint?.()
  } catch (error) {
    throw notValid((error as Error).message, error)
  }
  if (endpoint !== undefined && !(/^https?:/.test(endpoint) && URL.canParse(endpoint)))
    throw notValid(`the endpoint ${displayUrl(endpoint)} is no http: or https: address`)
  return { region, endpoint, forcePathStyle: endpoint !== undefined }
}

function notValid(reason: string, cause?: unknown): TransferError {
  return new TransferError(`the settings of AWS can't be used: ${reason}`, { cause }, 's3-settings-not-valid')
}

type RequestHandler = Extract<S3ClientConfig['requestHandler'], { handle: unknown }>

function requestHandler(sdk: Sdk, dispatcher: Dispatcher, signal: AbortSignal | undefined): RequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: HttpRequest) {
      const { protocol, hostname, port, path, query, method, headers } = request
      const search = sdk.buildQueryString(query)
      try {
        const answer = await dispatcher.request({
          origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
          path: search === '' ? path : `${path}?${search}`,
          method: method as Dispatcher.HttpMethod,
          headers,
          body: request.body as Dispatcher.DispatchOptions['body'],
          // The requests around an upload are short, and one of them cleans up behind it.
          signal: method === 'GET' || method === 'PUT' ? signal : undefined,
        })
        const joined = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
        const { statusCode, body: stream } = answer
        const response = { statusCode, headers: Object.fromEntries(joined) as Record<string, string> }
        return { response: new sdk.HttpResponse({ ...response, body: stream }) }
      } catch (error) {
        // The SDK tries again where it knows the name.
        if (
          !signal?.aborted &&
          /^UND_ERR_(SOCKET|CONNECT|HEADERS|BODY)/.test(String((error as NodeJS.ErrnoException).code))
        )
          Object.assign(error as Error, { name: 'TimeoutError' })
        throw error
      }
    },
  } as RequestHandler
}
