import { type Dispatcher, EnvHttpProxyAgent, interceptors } from 'undici'
import type { HttpLimits } from './http-limits.js'

export interface HttpClient {
  readonly dispatcher: Dispatcher
  /** Ends what is still under way. */
  close(): Promise<void>
}

/** Connections over http(s), through the proxies that the environment names; redirects are followed. */
export function openHttp(limits: HttpLimits): HttpClient {
  const agent = new EnvHttpProxyAgent({
    connect: { timeout: limits.connectTimeout },
    headersTimeout: limits.stallTimeout,
    bodyTimeout: limits.stallTimeout,
    proxyTunnel: false,
  })
  return {
    dispatcher: agent.compose(interceptors.redirect({ maxRedirections: 10 })),
    close: () => agent.destroy(),
  }
}
