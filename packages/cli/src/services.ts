import { type Target, TdbtError } from '@tdbt/adapter-api'
import type { AdapterProvider, Invocation, Services } from '@tdbt/core'
import {
  ensureServer,
  openPostgres,
  postgresCredentials,
  postgresDialect,
  postgresMacros,
} from '@tdbt/postgres'
import type { Secrets } from './output/secrets.js'

/** The one place that knows which adapters there are. */
export function createServices(invocation: Invocation, secrets: Secrets): Services {
  let registered: string | undefined
  return {
    adapterFor(target) {
      hidePassword(target, secrets)
      if (target.type !== 'postgres') {
        throw new TdbtError('database-type-unknown', `There is no adapter for '${target.type}'.`, {
          hint: "tdbt works with 'type: postgres'.",
        })
      }
      if (registered !== target.type) {
        registered = target.type
        invocation.emit({ name: 'AdapterRegistered', adapter: target.type, version: invocation.version })
      }
      return postgresProvider(invocation, target, secrets)
    },
  }
}

function postgresProvider(invocation: Invocation, target: Target, secrets: Secrets): AdapterProvider {
  const isEmbedded = target.credentials.host === 'embedded'
  if (isEmbedded) checkEmbedded(target)
  return {
    dialect: postgresDialect,
    macros: postgresMacros,
    async open(options) {
      if (!isEmbedded) return openPostgres(postgresCredentials(target.credentials), options)
      const address = await ensureServer(invocation.flags.projectDir)
      if (address.password !== undefined) secrets.add(address.password)
      const { host, port, user, password } = address
      const keys = {
        ...target.credentials,
        host,
        port,
        user,
        password,
        database: undefined,
        dbname: address.database,
      }
      return openPostgres(postgresCredentials(keys), options)
    },
  }
}

/** The embedded server has one database and one user; templates must not be told of others. */
function checkEmbedded({ credentials, name, database }: Target): void {
  const wrong = [
    ['dbname', database],
    ['user', credentials.user],
  ].find(([, value]) => value !== undefined && value !== embeddedName)
  if (wrong === undefined) return
  const [key, value] = wrong
  throw new TdbtError(
    'embedded-target-not-valid',
    `The target '${name}' has ${String(key)} '${String(value)}', which the embedded server does not have.`,
    {
      hint: `write ${String(key)}: ${embeddedName}, or leave it out`,
    },
  )
}

const embeddedName = 'tdbt'

/** A password that is the user's name too, as in many a local set-up, would hide that name everywhere. */
function hidePassword({ credentials, name, profileName, schema, type }: Target, secrets: Secrets): void {
  const shown = new Set<unknown>([name, profileName, schema, type])
  for (const key of ['user', 'host', 'dbname', 'database', 'role']) shown.add(credentials[key])
  for (const key of ['password', 'pass']) {
    const value = credentials[key]
    if (value !== undefined && value !== null && !shown.has(value)) secrets.add(String(value))
  }
}
