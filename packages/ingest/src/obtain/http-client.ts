import { type Dispatcher, EnvHttpProxyAgent, interceptors } from 'undici'
import { holdBackEnds } from './hold-back-ends.js'
import type { HttpLimits } from './http-limits.js'

export interface HttpClient {
  readonly dispatcher: Dispatcher
  /** Ends what is still under way. */
  close(): Promise<void>
}

/**
 * Connections over http(s), through the proxies that the environment names.
 * @param maxRedirections how many redirects in a row are followed.
 */
export function openHttp(limits: HttpLimits, maxRedirections = 10): HttpClient {
  const stopHolding = holdBackEnds()
  const agent = new EnvHttpProxyAgent({
    connect: { timeout: limits.connectTimeout },
    headersTimeout: limits.stallTimeout,
    bodyTimeout: limits.stallTimeout,
    proxyTunnel: false,
  })
  return {
    dispatcher: agent.compose(interceptors.redirect({ maxRedirections })),
    async close() {
      await agent.destroy()
      stopHolding()
    },
  }
}
