import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const channel = 'undici:client:connected'

/**
 * undici 7 ends the process by an assertion where a server closes a connection behind a body that waits for its reader
 * (nodejs/undici#5360; mended in version 8, which needs Node 22). So the end of a connection is told once the
 * body is read, or has failed. Gives what stops it for connections to come.
 */
export function holdBackEnds(): () => void {
  const onConnected = (message: unknown): void => holdBack((message as { socket: Socket }).socket)
  subscribe(channel, onConnected)
  return () => unsubscribe(channel, onConnected)
}

function holdBack(socket: Socket): void {
  const emit = socket.emit.bind(socket)
  const tellEnd = async (): Promise<void> => {
    while (isPaused(socket) && !socket.destroyed) await wait(5)
    if (!socket.destroyed) emit('end')
  }
  // Node would destroy it at its end, and with it what undici has still to parse; undici does so itself.
  socket.allowHalfOpen = true
  socket.emit = (event: string, ...args: unknown[]): boolean => {
    if (!isPaused(socket)) return emit(event, ...args)
    // It takes a reset for an end, too.
    if (event === 'error') return emit(event, Object.assign(args[0] as Error, { code: 'UND_ERR_SOCKET' }))
    if (event !== 'end') return emit(event, ...args)
    void tellEnd()
    return true
  }
}

/** Whether undici has stopped parsing what came, since nobody has read what was there before. */
function isPaused(socket: Socket): boolean {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser')
  const parser = symbol && (socket as unknown as Record<symbol, { readonly paused?: boolean } | null>)[symbol]
  return parser?.paused === true
}
