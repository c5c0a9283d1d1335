import { createHash } from 'node:crypto'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import {
  type Invocation,
  isMapping,
  type PackageSpec,
  pythonJson,
  readText,
  readYaml,
  toPackageSpecs,
  warn,
} from '@tdbt/core'
import type { KnownPackage } from './obtain.js'
import type { PinnedPackage } from './pinned-package.js'

/** package-lock.yml: what is installed, and for which packages.yml that was decided. dbt reads and writes the same. */
export interface LockFile {
  readonly hash: string | null
  readonly specs: readonly PackageSpec[]
}

export const lockFileName = 'package-lock.yml'

/** @throws TdbtError (`packages-not-valid`, `yaml-syntax`) */
export function readLockFile(invocation: Invocation, root: string): LockFile | null {
  const path = join(root, lockFileName)
  if (!existsSync(path)) return null
  const yaml = { file: lockFileName, text: readText(path, lockFileName) }
  const data = readYaml(yaml.text, yaml.file)
  if (data === null) return { hash: null, specs: [] }
  if (!isMapping(data))
    throw new TdbtError('packages-not-valid', `${lockFileName} must be a mapping`, {
      place: { file: lockFileName },
      hint: 'tdbt deps --upgrade writes it anew',
    })
  const hash = typeof data.sha1_hash === 'string' ? data.sha1_hash : null
  return { hash, specs: toPackageSpecs(invocation, data.packages, yaml) }
}

/** dbt's fingerprint of what a project asks for, whatever its order. */
export function packagesHash(specs: readonly PackageSpec[]): string {
  const texts = specs.map((spec) => pythonJson(fingerprint(spec), true))
  return createHash('sha1').update(texts.sort().join('\n'), 'utf8').digest('hex')
}

/** All fields of dbt's object for a package, a name only where there is one. */
function fingerprint({ kind, rendered, unrendered }: PackageSpec): Record<string, unknown> {
  const { name } = rendered
  const field = (key: string, otherwise: unknown = null): unknown =>
    rendered[key] === undefined ? otherwise : rendered[key]
  const repository = {
    revision: field('revision'),
    'warn-unpinned': field('warn-unpinned'),
    subdirectory: field('subdirectory'),
  }
  return {
    [kind]: rendered[kind],
    unrendered,
    ...(name === undefined || name === null ? {} : { name }),
    ...(kind === 'package' && {
      version: rendered.version,
      install_prerelease: field('install_prerelease', false),
    }),
    ...(kind === 'git' && repository),
    ...(kind === 'private' && { provider: field('provider'), ...repository }),
  }
}

export function writeLockFile(
  invocation: Invocation,
  root: string,
  packages: readonly KnownPackage[],
  hash: string,
): string {
  const entries = packages.map(({ pinned, projectName }) => lockEntry(invocation, pinned, projectName))
  const path = join(root, lockFileName)
  const lines = entries.map((entry) =>
    Object.entries(entry)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value], at) => `  ${at === 0 ? '-' : ' '} ${key}: ${yamlScalar(value)}\n`)
      .join(''),
  )
  const text = `packages:${lines.length === 0 ? ' []' : ''}\n${lines.join('')}sha1_hash: ${yamlScalar(hash)}\n`
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
  return path
}

function lockEntry(invocation: Invocation, pinned: PinnedPackage, name: string): Record<string, string> {
  switch (pinned.kind) {
    case 'hub':
      return { package: pinned.name, version: pinned.version, name }
    case 'git':
      return {
        git: withoutSecrets(invocation, pinned.written),
        revision: pinned.revision,
        ...(pinned.subdirectory !== null && { subdirectory: pinned.subdirectory }),
        name,
      }
    case 'local':
      return { local: pinned.path, name }
    case 'tarball':
      return { tarball: withoutSecrets(invocation, pinned.written), name }
    default:
      return pinned satisfies never
  }
}

/** An address that holds a secret itself, rather than reading it by env_var, is not written down. */
function withoutSecrets(invocation: Invocation, address: string): string {
  const secrets = Object.entries(invocation.env).flatMap(([name, value]) =>
    name.startsWith('DBT_ENV_SECRET') && value ? [value] : [],
  )
  const scrubbed = secrets.reduce((text, secret) => text.replaceAll(secret, '*****'), address)
  if (scrubbed !== address)
    warn(
      invocation,
      'DepsScrubbedPackageName',
      `the address ${scrubbed} holds a secret, which ${lockFileName} does not keep: read it by env_var, or run tdbt deps --upgrade each time`,
    )
  return scrubbed
}

/** A text as PyYAML writes it: plain where it reads as the same text, else in single quotes. */
function yamlScalar(text: string): string {
  const isPlain = /^[\w./~][\w./+~@:%=,;$()<>{}[\]^*&!?|-]*$/.test(text) && !/:$|[,[\]{}]/.test(text)
  return isPlain && readYaml(text, 'text') === text ? text : `'${text.replaceAll("'", "''")}'`
}
