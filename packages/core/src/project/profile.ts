import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type ErrorOrigin, nearest, type Target, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { emptyObject, ownValue } from '../json.js'
import { readForeignSchemas } from './foreign-schemas.js'
import { harmlessSource } from './harmless-source.js'
import { readText } from './read-text.js'
import type { RenderYaml } from './render-yaml.js'
import { locateYaml, readYaml } from './yaml.js'
import type { YamlFile } from './yaml-renderer.js'

/** Where profiles.yml was found, or all places that were looked at. */
export interface ProfilesFile {
  readonly path: string | null
  readonly searched: readonly string[]
}

/**
 * dbt's order: --profiles-dir or DBT_PROFILES_DIR alone; else the working folder, the project's folder, ~/.dbt.
 */
export function findProfilesFile(invocation: Invocation): ProfilesFile {
  const { profilesDir, projectDir } = invocation.flags
  const { workingDir, env } = invocation
  const folders = profilesDir
    ? [profilesDir]
    : [...new Set([workingDir, projectDir, join(env.HOME ?? homedir(), '.dbt')])]
  const searched = folders.map((folder) => join(folder, 'profiles.yml'))
  return { path: searched.find((path) => existsSync(path)) ?? null, searched }
}

/** The profile that a project asks for. */
export interface WantedProfile {
  readonly name: string
  /** The profiles.yml that counts, where there is one. */
  readonly file: ProfilesFile
  /** Whether the profile stands in it. */
  readonly isFound: boolean
}

/** Looks for a profile as loadTarget does. @throws TdbtError (`Parsing`) where profiles.yml can't be read. */
export function lookForProfile(invocation: Invocation, name: string): WantedProfile {
  const file = findProfilesFile(invocation)
  const profiles =
    file.path === null ? null : readYaml(readText(file.path, file.path), file.path, harmlessSource)
  return { name, file, isFound: isObject(profiles) && isObject(ownValue(profiles, name)) }
}

/** The target of a project that names no profile: the embedded server. */
function embeddedTarget(projectName: string, threads: number): Target {
  const credentials = { type: 'postgres', host: 'embedded', dbname: 'tdbt', user: 'tdbt', schema: 'public' }
  return {
    profileName: projectName,
    name: 'embedded',
    type: 'postgres',
    threads,
    schema: credentials.schema,
    database: credentials.dbname,
    credentials,
    foreignSchemas: new Map(),
    at: () => ({}),
  }
}

const embeddedThreads = 4

/** The profile that dbt_project.yml names. */
export interface NamedProfile {
  readonly name: string
  readonly origin: ErrorOrigin
}

/** What must be known of the adapters to read a target. */
export interface KnownAdapters {
  /** The types of databases that there are adapters for, as targets name them. */
  readonly adapterTypes: readonly string[]
  /**
   * The database of a target that names none, where its adapter knows one.
   * @throws TdbtError for other keys of the target that are wrong
   */
  defaultDatabase(target: Pick<Target, 'type' | 'credentials' | 'at'>): string | undefined
}

/**
 * Reads the target that a project uses. A profile that is named and not found is an error: a lost profiles.yml must
 * never run green on an empty local server.
 * @throws TdbtError, or TdbtErrors where several keys of the target are wrong
 */
export function loadTarget(
  invocation: Invocation,
  projectName: string,
  profile: NamedProfile | null,
  adapters: KnownAdapters,
  renderer: (yaml: YamlFile) => RenderYaml,
): Target {
  const named = invocation.flags.profile ?? profile?.name
  if (named === undefined) {
    return embeddedTarget(projectName, invocation.flags.threads ?? embeddedThreads)
  }
  const namedAt = invocation.flags.profile === undefined ? (profile?.origin ?? {}) : {}
  const file = findProfilesFile(invocation)
  if (file.path === null) {
    const message = `the profile '${named}' was not found: there is no profiles.yml`
    throw new TdbtError('profile-not-found', message, {
      ...namedAt,
      hint: `looked for ${file.searched.join(', ')}; make one, or remove 'profile' from dbt_project.yml to use the embedded server`,
    })
  }
  const yaml = { file: file.path, text: readText(file.path, file.path), shownText: harmlessSource }
  const profileOutputs = readOutputs(invocation, { name: named, origin: namedAt }, yaml, renderer)
  const read = (output: Output): Target => ({
    ...readTarget(output, adapters, invocation.flags.threads),
    profileName: named,
    foreignSchemas: new Map(),
  })
  const chosen = profileOutputs.chosen()
  const target = read(chosen)
  const foreignSchemas = readForeignSchemas(target, chosen.at, (name) => {
    const output = profileOutputs.find(name)
    return output && read(output)
  })
  return { ...target, foreignSchemas }
}

/** An output of a profile, rendered. */
interface Output {
  readonly name: string
  readonly credentials: Readonly<Record<string, unknown>>
  readonly at: (...keys: readonly string[]) => ErrorOrigin
}

/** The outputs of a profile. Each is rendered when it is asked for: others may need variables that are not set. */
interface Outputs {
  chosen(): Output
  find(name: string): Output | undefined
}

function readOutputs(
  invocation: Invocation,
  { name: named, origin }: NamedProfile,
  yaml: YamlFile,
  renderer: (yaml: YamlFile) => RenderYaml,
): Outputs {
  const { file, text } = yaml
  const render = renderer(yaml)
  const profiles = readYaml(text, file, harmlessSource)
  const at = (keys: readonly string[]): ErrorOrigin => {
    const place = locateYaml(text, file, keys)
    return { place, source: harmlessSource(text, place) }
  }
  if (!isObject(profiles)) {
    throw new TdbtError('profile-not-valid', 'profiles.yml must be a mapping of profile names', at([]))
  }
  const profile = ownValue(profiles, named)
  if (!isObject(profile)) {
    throw new TdbtError('profile-not-found', `the profile '${named}' was not found in ${file}`, {
      ...origin,
      hint:
        nearest(named, Object.keys(profiles)) ??
        `profiles there: ${Object.keys(profiles).join(', ') || 'none'}`,
    })
  }
  const { outputs } = profile
  if (!isObject(outputs)) {
    throw new TdbtError('profile-not-valid', `the profile '${named}' has no 'outputs'`, at([named]))
  }
  const find = (name: string): Output | undefined => {
    const output = ownValue(outputs, name)
    if (!isObject(output)) return undefined
    return {
      name,
      credentials: renderCredentials(output, `${named}.outputs.${name}`, render),
      at: (...keys) => at([named, 'outputs', name, ...(Object.hasOwn(output, keys[0] ?? '') ? keys : [])]),
    }
  }
  const chosen = (): Output => {
    const written = profile.target === undefined ? 'default' : render(profile.target, `${named}.target`)
    if (typeof written !== 'string') {
      const message = `'target' of the profile '${named}' must be the name of a target`
      throw new TdbtError('profile-not-valid', message, at([named, 'target']))
    }
    const name = invocation.flags.target ?? written
    const output = find(name)
    if (output !== undefined) return output
    const chooser =
      invocation.flags.target === undefined && profile.target !== undefined ? 'target' : 'outputs'
    throw new TdbtError('target-not-found', `the profile '${named}' has no target named '${name}'`, {
      ...at([named, chooser]),
      hint:
        nearest(name, Object.keys(outputs)) ?? `targets there: ${Object.keys(outputs).join(', ') || 'none'}`,
    })
  }
  return { chosen, find }
}

/** Checks what every adapter needs of a target. The other keys are the adapter's matter. */
function readTarget(
  { name, credentials, at }: Output,
  adapters: KnownAdapters,
  givenThreads: number | undefined,
): Omit<Target, 'profileName' | 'foreignSchemas'> {
  const problems: TdbtError[] = []
  const { type, schema, host } = credentials
  const wrong = (key: string, message: string): void => {
    problems.push(new TdbtError('target-not-valid', message, at(key)))
  }
  const works = adapters.adapterTypes.map((known) => `'type: ${known}'`).join(' or ')
  if (typeof type !== 'string') wrong('type', `the target '${name}' has no 'type'`)
  else if (!adapters.adapterTypes.includes(type)) {
    // Another database has other keys: nothing more can be said of them.
    throw new TdbtError(
      'database-type-unknown',
      `the target '${name}' is of the type '${type}', which tdbt has no adapter for`,
      {
        ...at('type'),
        hint: `tdbt works with ${works}; or remove 'profile' from dbt_project.yml to use the embedded server`,
      },
    )
  }
  const embedded = host === 'embedded'
  const database =
    credentials.dbname ||
    credentials.database ||
    (typeof type === 'string' ? adapters.defaultDatabase({ type, credentials, at }) : undefined)
  if (typeof database !== 'string') wrong('dbname', `the target '${name}' has no 'dbname'`)
  if (typeof schema !== 'string') wrong('schema', `the target '${name}' has no 'schema'`)
  const threads = credentials.threads ?? (embedded ? embeddedThreads : 1)
  if (typeof threads !== 'number' || !Number.isInteger(threads) || threads < 1) {
    wrong('threads', `'threads' of the target '${name}' must be a whole number above 0`)
  }
  if (problems.length === 1) throw problems[0]
  if (problems.length > 1) throw new TdbtErrors(problems)
  return {
    name,
    type: type as string,
    threads: givenThreads ?? (threads as number),
    schema: schema as string,
    database: database as string,
    credentials,
    at,
  }
}

function renderCredentials(
  output: Readonly<Record<string, unknown>>,
  path: string,
  render: RenderYaml,
): Record<string, unknown> {
  const credentials = emptyObject()
  for (const [key, value] of Object.entries(output)) credentials[key] = render(value, `${path}.${key}`)
  return credentials
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
