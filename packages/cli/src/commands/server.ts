import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import { TdbtError } from '@tdbt/adapter-api'
import { resetServer, serverStatus, serverUrl, startServer, stopServer } from '@tdbt/postgres'
import type { CommandContext } from '../command-line/command-context.js'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt server start|stop|status|url|reset` */
export const run: RunCommand = async (context) => {
  const action = actions[context.word ?? '']
  if (action === undefined) throw new Error(`no action ${context.word}`)
  return action(context, context.invocation.flags.projectDir)
}

type Action = (context: CommandContext, projectDir: string) => Promise<number>

const actions: Readonly<Record<string, Action>> = {
  async start({ report, flags }, projectDir) {
    const running = await startServer(projectDir, { keep: true, tcpPort: flags.integer('port') })
    report.output(`Postgres ${running.version} is up and stays up until \`tdbt server stop\`.`)
    report.output(`psql '${serverUrl(running.address)}'`)
    return 0
  },

  async stop({ report }, projectDir) {
    report.output((await stopServer(projectDir)) ? 'Stopped.' : 'It was not running.')
    return 0
  },

  async status({ report }, projectDir) {
    const { state, dataDir, logFile, running } = await serverStatus(projectDir)
    report.output(
      `${stateWords[state]}${running ? `: Postgres ${running.version}, process ${running.pid}` : ''}`,
    )
    if (running) {
      const { host, port } = running.address
      const clients = running.clients === null ? 'all connections are taken' : `${running.clients} clients`
      const end = running.keep
        ? 'stays up until `tdbt server stop`'
        : 'stops when it has had no client for a while'
      report.output(`listens on ${host}, port ${port}; ${clients}; ${end}`)
    }
    if (dataDir !== null) report.output(`data: ${dataDir}`)
    if (logFile !== null) report.output(`log: ${logFile}`)
    return 0
  },

  async url({ report }, projectDir) {
    const { running } = await serverStatus(projectDir)
    if (running === null) {
      throw new TdbtError('embedded-not-running', 'The embedded server is not running.')
    }
    report.output(serverUrl(running.address))
    return 0
  },

  async reset({ report, flags, invocation }, projectDir) {
    const { dataDir } = await serverStatus(projectDir)
    if (dataDir === null) {
      report.output('There is nothing to delete: this project never had a server.')
      return 0
    }
    if (
      !flags.boolean('yes') &&
      !(await confirm(`Delete all tables in ${dataDir}? [y/N] `, invocation.signal))
    ) {
      report.output('Nothing was deleted.')
      return 1
    }
    await resetServer(projectDir)
    report.output(`Deleted ${dataDir}.`)
    return 0
  },
}

const stateWords = {
  running: 'running',
  starting: 'starting',
  stopped: 'stopped',
  stale: 'stopped (it was killed; the next command mends that)',
} as const

/** Throws a TdbtError where nobody can be asked, and the signal's reason. */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new TdbtError('reset-not-confirmed', 'tdbt server reset deletes all tables of the embedded server.')
  }
  // With an editor of its own the interface would keep Ctrl-C to itself.
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: false })
  try {
    const ended = once(terminal, 'close', { signal }).then(() => '')
    const answer = await Promise.race([terminal.question(question, { signal }), ended])
    return /^y(es)?$/i.test(answer.trim())
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    terminal.close()
  }
}
