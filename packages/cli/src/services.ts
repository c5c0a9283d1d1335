import { type Target, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { type AdapterProvider, asText, type Invocation, type Services, warn } from '@tdbt/core'
import {
  ensureServer,
  openPostgres,
  type PostgresCredentials,
  postgresCredentials,
  postgresDialect,
  postgresMacros,
} from '@tdbt/postgres'
import { untilAborted } from './interrupt-signal.js'
import type { Secrets } from './output/secrets.js'

/** The one place that knows which adapters there are. */
export function createServices(invocation: Invocation, secrets: Secrets): Services {
  let registered: string | undefined
  // A target's settings are read, and warned of, once: several steps of a command ask for its adapter.
  const providers = new Map<Target, AdapterProvider>()
  return {
    adapterFor(target) {
      const known = providers.get(target)
      if (known !== undefined) return known
      hidePasswords(target, secrets)
      if (registered !== target.type) {
        registered = target.type
        invocation.emit({ name: 'AdapterRegistered', adapter: target.type, version: invocation.version })
      }
      const makeProvider = target.credentials.host === 'embedded' ? embeddedProvider : postgresProvider
      const provider = makeProvider(invocation, target, secrets)
      providers.set(target, provider)
      return provider
    },
    adapterTypes: ['postgres'],
    ingestedTables,
    defaultDatabase({ credentials, at }) {
      if (credentials.host === 'embedded') return embeddedName
      const { settings } = postgresCredentials(credentials, invocation.env, at)
      // dbt wants it named; that it may be the user's name is libpq's last resort.
      return settings.find(({ name, origin }) => name === 'dbname' && origin !== 'the default')?.value
    },
  }
}

/** Where the file can't be loaded, `tdbt ingest` says so: it is not what the command is about. */
async function ingestedTables(projectRoot: string): Promise<ReadonlySet<string>> {
  const { findConfigFile, loadConfig } = await import('@tdbt/ingest')
  if (findConfigFile(projectRoot) === undefined) return new Set()
  try {
    const { sources } = await loadConfig(projectRoot)
    return new Set(sources.map(({ schema, table }) => `${schema}.${table}`))
  } catch (error) {
    if (error instanceof TdbtError || error instanceof TdbtErrors) return new Set()
    throw error
  }
}

const postgres = { dialect: postgresDialect, macros: postgresMacros }

function postgresProvider(invocation: Invocation, target: Target, secrets: Secrets): AdapterProvider {
  let read: PostgresCredentials | undefined
  const credentials = (): PostgresCredentials => {
    if (read !== undefined) return read
    read = postgresCredentials(target.credentials, invocation.env, target.at)
    hidePassword(read.password, target, secrets)
    for (const message of read.warnings) warn(invocation, 'PasswordFileNotUsed', message)
    return read
  }
  return {
    ...postgres,
    settings: () => credentials().settings,
    open: async (options) => openPostgres(credentials(), options),
  }
}

function embeddedProvider(invocation: Invocation, target: Target, secrets: Secrets): AdapterProvider {
  checkEmbedded(target)
  return {
    ...postgres,
    settings: () => [],
    async open(options) {
      const { flags, signal } = invocation
      const address = await untilAborted(ensureServer(flags.projectDir), signal)
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
      return openPostgres(postgresCredentials(keys, {}, target.at), options)
    },
  }
}

/** The embedded server has one database and one user; templates must not be told of others. */
function checkEmbedded({ credentials, name, database, at }: Target): void {
  const wrong = [
    ['dbname', database],
    ['user', credentials.user],
  ].find(([, value]) => value !== undefined && value !== embeddedName)
  if (wrong === undefined) return
  const [key, value] = wrong
  throw new TdbtError(
    'embedded-target-not-valid',
    `The target '${name}' has ${String(key)} '${asText(value)}', which the embedded server does not have.`,
    {
      ...at(String(key)),
      hint: `write ${String(key)}: ${embeddedName}, or leave it out`,
    },
  )
}

const embeddedName = 'tdbt'

function hidePasswords(target: Target, secrets: Secrets): void {
  for (const key of ['password', 'pass']) hidePassword(target.credentials[key], target, secrets)
}

/** A password that is the user's name too, as in many a local set-up, would hide that name everywhere. */
function hidePassword(password: unknown, target: Target, secrets: Secrets): void {
  const { credentials, name, profileName, schema, type } = target
  const shown = new Set<unknown>([name, profileName, schema, type])
  for (const key of ['user', 'host', 'dbname', 'database', 'role']) shown.add(credentials[key])
  if (password !== undefined && password !== null && !shown.has(password)) secrets.add(asText(password))
}
