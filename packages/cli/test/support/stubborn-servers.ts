import { connect, createServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface StubbornServer {
  /** Keys of a profile that lead to it. */
  readonly profile: Readonly<Record<string, unknown>>
  /** Waits until so many connections have come. */
  connections(count: number): Promise<void>
}

/** Takes connections and says nothing. */
export const silentServer = (): Promise<StubbornServer> => serve(() => {})

/** Tells every client that it is starting up, as Postgres does. */
export const startingServer = (): Promise<StubbornServer> =>
  serve((socket) => {
    const fields = ['SFATAL', 'C57P03', 'Mthe database system is starting up', ''].join('\0')
    const body = Buffer.from(`${fields}\0`)
    const head = Buffer.from('E\0\0\0\0')
    head.writeInt32BE(body.length + 4, 1)
    socket.once('data', () => socket.end(Buffer.concat([head, body])))
  })

export interface Relay extends StubbornServer {
  /** Lets nothing through any more, in either direction, and leaves every connection open. */
  freeze(): void
}

/** A way to the server of these credentials that can be blocked, as by a broken network. */
export async function relayTo(credentials: Readonly<Record<string, string | number>>): Promise<Relay> {
  const { host, port } = credentials
  let frozen = false
  const pairs: Socket[] = []
  const server = await serve((socket) => {
    if (frozen) return
    const target = String(host).startsWith('/')
      ? connect(`${host}/.s.PGSQL.${port}`)
      : connect(Number(port), String(host))
    // Either end goes with the other.
    socket.on('close', () => target.destroy())
    target.on('close', () => socket.destroy()).on('error', () => {})
    pairs.push(socket, target)
    socket.pipe(target)
    target.pipe(socket)
  })
  return {
    ...server,
    freeze() {
      frozen = true
      for (const socket of pairs) socket.unpipe().pause()
    },
  }
}

async function serve(answer: (socket: Socket) => void): Promise<StubbornServer> {
  const sockets = new Set<Socket>()
  const waiting = new Set<() => void>()
  let count = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    count += 1
    for (const look of waiting) look()
    answer(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { readonly port: number }
  return {
    profile: { host: '127.0.0.1', port, sslmode: 'disable' },
    connections: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (count >= wanted) resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}
