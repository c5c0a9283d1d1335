import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type ErrorCode, nearest, type Target, TdbtError } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import type { RenderYaml } from './render-yaml.js'
import { locateYaml, readYaml } from './yaml.js'

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

/** Looks for a profile as loadTarget does. @throws TdbtError (`Parsing`) where profiles.yml is no YAML. */
export function lookForProfile(invocation: Invocation, name: string): WantedProfile {
  const file = findProfilesFile(invocation)
  const profiles = file.path === null ? null : readYaml(readFileSync(file.path, 'utf8'), file.path)
  return { name, file, isFound: isObject(profiles) && isObject(profiles[name]) }
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
  }
}

const embeddedThreads = 4

/**
 * The database of a target that names none, where its adapter knows one.
 * @throws TdbtError for a type of database that no adapter is there for
 */
export type DefaultDatabase = (
  type: string,
  credentials: Readonly<Record<string, unknown>>,
) => string | undefined

/**
 * Reads the target that a project uses. A profile that is named and not found is an error: a lost profiles.yml must
 * never run green on an empty local server.
 */
export function loadTarget(
  invocation: Invocation,
  projectName: string,
  profileName: string | null,
  renderer: (file: string, text: string) => RenderYaml,
  defaultDatabase: DefaultDatabase,
): Target {
  const named = invocation.flags.profile ?? profileName
  if (named === null) {
    return embeddedTarget(projectName, invocation.flags.threads ?? embeddedThreads)
  }
  const file = findProfilesFile(invocation)
  if (file.path === null) {
    throw new TdbtError(
      'profile-not-found',
      `the profile '${named}' was not found: there is no profiles.yml`,
      {
        hint: `looked for ${file.searched.join(', ')}; make one, or remove 'profile' from dbt_project.yml to use the embedded server`,
      },
    )
  }
  const text = readFileSync(file.path, 'utf8')
  const render = renderer(file.path, text)
  const profiles = readYaml(text, file.path)
  const fail = (code: ErrorCode, message: string, path: readonly string[], hint?: string): TdbtError =>
    new TdbtError(code, message, {
      place: { file: file.path as string, ...locateYaml(text, path) },
      source: undefined, // the line could hold a password
      hint,
    })
  if (!isObject(profiles))
    throw fail('profile-not-valid', 'profiles.yml must be a mapping of profile names', [])
  const profile = profiles[named]
  if (!isObject(profile)) {
    throw fail(
      'profile-not-found',
      `the profile '${named}' was not found`,
      [],
      nearest(named, Object.keys(profiles)) ??
        `profiles there: ${Object.keys(profiles).join(', ') || 'none'}`,
    )
  }
  const outputs = profile.outputs
  if (!isObject(outputs)) throw fail('profile-not-valid', `the profile '${named}' has no 'outputs'`, [named])
  const defaultTarget = profile.target === undefined ? 'default' : render(profile.target, `${named}.target`)
  const targetName = invocation.flags.target ?? String(defaultTarget)
  const output = outputs[targetName]
  if (!isObject(output)) {
    throw fail(
      'target-not-found',
      `the profile '${named}' has no target named '${targetName}'`,
      [named, 'outputs'],
      `targets there: ${Object.keys(outputs).join(', ') || 'none'}`,
    )
  }
  const credentials = renderCredentials(output, `${named}.outputs.${targetName}`, render)
  const keyPath = [named, 'outputs', targetName]
  const type = credentials.type
  if (typeof type !== 'string')
    throw fail('target-not-valid', `the target '${targetName}' has no 'type'`, keyPath)
  const embedded = credentials.host === 'embedded'
  const database = credentials.dbname || credentials.database || defaultDatabase(type, credentials)
  if (typeof database !== 'string')
    throw fail('target-not-valid', `the target '${targetName}' has no 'dbname'`, keyPath)
  if (typeof credentials.schema !== 'string')
    throw fail('target-not-valid', `the target '${targetName}' has no 'schema'`, keyPath)
  const threads = credentials.threads ?? (embedded ? embeddedThreads : 1)
  if (typeof threads !== 'number' || !Number.isInteger(threads) || threads < 1) {
    throw fail('target-not-valid', `'threads' of the target '${targetName}' must be a whole number above 0`, [
      ...keyPath,
      'threads',
    ])
  }
  return {
    profileName: named,
    name: targetName,
    type,
    threads: invocation.flags.threads ?? threads,
    schema: credentials.schema,
    database,
    credentials,
  }
}

function renderCredentials(
  output: Readonly<Record<string, unknown>>,
  path: string,
  render: RenderYaml,
): Record<string, unknown> {
  const credentials: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(output)) credentials[key] = render(value, `${path}.${key}`)
  return credentials
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
