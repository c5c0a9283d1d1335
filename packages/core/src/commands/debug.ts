import { type ForeignSchema, type Target, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { loadProjectConfig } from '../project/load-project.js'
import { findProfilesFile } from '../project/profile.js'
import type { Server } from '../session/servers.js'
import type { Services } from './services.js'
import { withServers } from './with-servers.js'

/** One thing that `tdbt debug` looked at. */
export type Check =
  | { readonly name: string; readonly ok: true; readonly detail: string }
  | { readonly name: string; readonly ok: false; readonly errors: readonly TdbtError[] }

const oldestNode = [20, 19] as const

/** `tdbt debug`: looks at everything that a run needs; what depends on a failed check is left out. */
export async function debug(invocation: Invocation, services: Services): Promise<readonly Check[]> {
  const checks: Check[] = [
    { name: 'tdbt', ok: true, detail: invocation.version },
    checkNode(),
    { name: 'platform', ok: true, detail: `${process.platform} ${process.arch}` },
    {
      name: 'profiles.yml',
      ok: true,
      detail: findProfilesFile(invocation).path ?? 'none: the embedded server is used',
    },
  ]
  const loaded = attempt(checks, 'project and profile', () => loadProjectConfig(invocation, services))
  if (loaded === undefined) return checks
  const { target } = loaded
  checks.push({ name: 'dbt_project.yml', ok: true, detail: `${loaded.config.name}, in ${loaded.root}` })
  checks.push({ name: 'target', ok: true, detail: describeTarget(target) })
  const provider = attempt(checks, 'adapter', () => services.adapterFor(target))
  const settings = provider && attempt(checks, 'connection settings', () => provider.settings())
  if (provider === undefined || settings === undefined) return checks
  for (const { name, value, origin } of settings) {
    checks.push({ name, ok: true, detail: `${value} (from ${origin})` })
  }
  try {
    await withServers(invocation, services, target, 1, async ({ home, of }) => {
      checks.push(...(await checkServer(home, '')))
      for (const foreign of target.foreignSchemas.values()) {
        const part = `foreign schema ${foreign.schema}`
        try {
          const there = of(foreign.target)
          checks.push(...(await checkServer(there, `${part}: `)))
          checks.push(await checkLink(home, there, foreign, part))
        } catch (error) {
          checks.push(failure(`${part}: connection`, error))
        }
      }
    })
  } catch (error) {
    checks.push(failure('connection', error))
  }
  invocation.signal.throwIfAborted()
  return checks
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) {
    return { name: 'Node', ok: true, detail: process.versions.node }
  }
  const oldest = oldestNode.join('.')
  return failure(
    'Node',
    new TdbtError('node-too-old', `Node ${process.versions.node} is older than ${oldest}`),
  )
}

/** @param prefix what the names of the checks begin with. */
async function checkServer(server: Server, prefix: string): Promise<readonly Check[]> {
  const { address, database, user, version } = await server.adapter.serverInfo()
  return [
    { name: `${prefix}connection`, ok: true, detail: `${address}, database ${database}, as ${user}` },
    { name: `${prefix}server version`, ok: true, detail: version },
    await checkRights(server, `${prefix}right to create a schema`),
  ]
}

/** Whether the target's own server can read the one of a foreign schema. */
async function checkLink(home: Server, there: Server, foreign: ForeignSchema, part: string): Promise<Check> {
  const name = `${part}: link`
  const connection = await home.adapter.acquire('debug')
  try {
    return { name, ok: true, detail: await home.adapter.links.check(connection, there.adapter, foreign) }
  } catch (error) {
    return failure(name, error)
  } finally {
    await connection.rollback()
    await home.adapter.release(connection)
  }
}

/** Makes a schema in a transaction that is rolled back. */
async function checkRights({ adapter, target }: Server, name: string): Promise<Check> {
  const connection = await adapter.acquire('debug')
  try {
    connection.begin()
    await connection.query(`create schema ${adapter.dialect.quoteIdentifier(`tdbt_debug_${process.pid}`)}`)
    return { name, ok: true, detail: `in database ${target.database}` }
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    const hint = `ask for it: grant create on database ${adapter.dialect.quoteIdentifier(target.database)} to the user of the profile`
    return failure(name, new TdbtError(error.code, error.message, { hint, cause: error }))
  } finally {
    await connection.rollback()
    await adapter.release(connection)
  }
}

function describeTarget(target: Target): string {
  const place = target.credentials.host === 'embedded' ? ' on the embedded server' : ''
  return `${target.profileName}.${target.name}: ${target.type}${place}, schema ${target.schema}, ${target.threads} threads`
}

function attempt<T>(checks: Check[], name: string, look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    checks.push(failure(name, error))
    return undefined
  }
}

function failure(name: string, error: unknown): Check {
  if (error instanceof TdbtErrors) return { name, ok: false, errors: error.errors }
  if (!(error instanceof TdbtError)) throw error
  return { name, ok: false, errors: [error] }
}
