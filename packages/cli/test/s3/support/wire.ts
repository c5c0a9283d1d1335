import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** What happens to one request on its way. */
export type Fate =
  /** The connection breaks when so many bytes of the answer have come. */
  | { readonly cutAfter: number }
  /** The answer stops there, and the connection stays. */
  | { readonly stallAfter: number }
  /** The connection breaks when so many bytes of the request have gone. */
  | { readonly cutRequestAfter: number }
  /** The request stops there, and the connection stays. */
  | { readonly stallRequestAfter: number }
  /** Another server's answer. */
  | { readonly answer: string }
  /** The byte at this place of the answer is another. */
  | { readonly spoil: number }

export interface Wire {
  readonly port: number
  /** `GET /lake/x.csv bytes=5-`: each request, in order, with its range. */
  readonly requests: readonly string[]
  /** Bytes that came from the server. */
  readonly received: number
  /** Waits until a request of this kind has been seen. */
  seen(pattern: RegExp): Promise<void>
}

/**
 * A way to a server on which things go wrong; it goes with the test. Each connection carries one request, so that
 * each can have a fate of its own.
 * @param fateOf is asked for each request, by its line and its number from 0.
 */
export async function wireTo(
  port: number,
  fateOf: (request: string, index: number) => Fate | undefined = () => undefined,
): Promise<Wire> {
  const requests: string[] = []
  const watchers = new Set<() => void>()
  const sockets = new Set<Socket>()
  let received = 0

  const server = createServer((near) => {
    sockets.add(near)
    near.on('error', () => {})
    let head = ''
    let far: Socket | undefined
    let sent = 0
    let fate: Fate | undefined
    const forward = (chunk: Buffer): void => {
      sent += chunk.length
      const limit =
        fate &&
        ('cutRequestAfter' in fate
          ? fate.cutRequestAfter
          : 'stallRequestAfter' in fate
            ? fate.stallRequestAfter
            : null)
      if (limit === null || limit === undefined || sent <= limit) far?.write(chunk)
      else if (fate && 'cutRequestAfter' in fate) near.destroy()
    }
    near.on('data', (chunk: Buffer) => {
      if (far !== undefined) return forward(chunk)
      head += chunk.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const lines = head.slice(0, end).split('\r\n')
      const range = /^range: (.*)$/im.exec(lines.join('\n'))?.[1]
      const request = [lines[0]?.replace(/ HTTP\/1.1$/, ''), range].filter(Boolean).join(' ')
      fate = fateOf(request, requests.length)
      requests.push(request)
      for (const look of watchers) look()
      if (fate && 'answer' in fate) {
        const { answer } = fate
        const length = Number(/^content-length: (\d+)$/im.exec(lines.join('\n'))?.[1] ?? 0)
        let rest = length - (head.length - end - 4)
        near.removeAllListeners('data')
        near.on('data', (more: Buffer) => {
          rest -= more.length
          if (rest === 0) near.end(answer)
        })
        if (rest === 0) near.end(answer)
        return
      }
      far = connect(port, '127.0.0.1')
      sockets.add(far)
      far.on('error', () => near.destroy())
      far.on('close', () => near.end())
      near.on('close', () => far?.destroy())
      // One request for each connection: the server closes it behind its answer.
      const closing = head.replace(/^connection: .*$/im, 'connection: close')
      relay(far, near, fate, (bytes) => {
        received += bytes
      })
      forward(Buffer.from(closing, 'latin1'))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    get received() {
      return received
    },
    seen: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (requests.some((request) => pattern.test(request))) resolve()
        }
        watchers.add(look)
        look()
      }),
  }
}

function relay(far: Socket, near: Socket, fate: Fate | undefined, count: (bytes: number) => void): void {
  let come = 0
  far.on('data', (chunk: Buffer) => {
    const start = come
    come += chunk.length
    count(chunk.length)
    if (fate && 'spoil' in fate && fate.spoil >= start && fate.spoil < come) {
      const at = fate.spoil - start
      chunk[at] = (chunk[at] as number) ^ 1
    }
    const limit =
      fate && ('cutAfter' in fate ? fate.cutAfter : 'stallAfter' in fate ? fate.stallAfter : undefined)
    if (limit === undefined || come <= limit) return void near.write(chunk)
    if (start < limit) near.write(chunk.subarray(0, limit - start))
    if (fate && 'cutAfter' in fate && start <= limit) near.destroySoon()
  })
}
