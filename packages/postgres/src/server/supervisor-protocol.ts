import type { ServerLocation } from './server-location.js'

/** What a client needs to connect. */
export interface ServerAddress {
  /** Folder of the unix socket, or the loopback address where TCP is used. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
  /** Only where TCP is used: on a socket the kernel says who connects. Never printed. */
  readonly password?: string
}

/** What a supervisor is started for; handed to it as JSON. */
export interface SupervisorTask {
  readonly location: ServerLocation
  /** `serve` runs the server; the others end what an earlier supervisor left behind. */
  readonly job: 'serve' | 'stop' | 'reset'
  readonly keep: boolean
  /** How long the server outlives its last client. */
  readonly idleSeconds: number
  /** Null: no TCP; 0: a free port. */
  readonly tcpPort: number | null
  /** Name of the account that may connect without a password, as the system has it. */
  readonly systemUser: string
}

export type SupervisorRequest =
  | { readonly ask: 'ensure'; readonly keep: boolean }
  | { readonly ask: 'status' }
  | { readonly ask: 'stop' }

/** Answers are one line of JSON. A stop has none: the supervisor's end closes the connection. */
export interface SupervisorReply {
  readonly ready?: RunningServer
  /** The supervisor is on its way out; ask again when it is gone. */
  readonly stopping?: true
  readonly starting?: true
  readonly failure?: { readonly message: string; readonly hint: string }
}

export interface RunningServer {
  readonly address: ServerAddress
  readonly supervisorPid: number
  readonly pid: number
  readonly version: string
  readonly keep: boolean
  /** Open connections other than the supervisor's; null where all are taken, so that it can't ask. */
  readonly clients: number | null
}

/** Exit code of a supervisor that found another one at work. */
export const supervisorBusy = 75
