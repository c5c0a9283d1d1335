import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
}

export interface FileServer {
  readonly url: string
  readonly port: number
  /** Every request that came, in order. */
  readonly requests: SeenRequest[]
}

export type Answer = (request: IncomingMessage, response: ServerResponse, index: number) => void

/** A server on the loopback that answers as told; it goes with the test. `index` counts the requests. */
export async function fileServer(answer: Answer): Promise<FileServer> {
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    answer(request, response, requests.length - 1)
  })
  server.on('connect', (request, socket) => {
    requests.push({ method: 'CONNECT', url: request.url ?? '', headers: request.headers })
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, requests }
}

/** Serves a file as a good server does: tags, ranges, conditions. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  etag: string,
): void {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end()
    return
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  const fresh = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
  if (range !== null && fresh) {
    const start = Number(range[1])
    response.writeHead(206, {
      etag,
      'content-length': content.length - start,
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    })
    response.end(content.subarray(start))
    return
  }
  response.writeHead(200, { etag, 'content-length': content.length })
  response.end(content)
}
