import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { type ConnectionOptions, createSecureContext } from 'node:tls'
import { type KeyOrigin, TdbtError } from '@tdbt/adapter-api'
import type { PostgresCredentials } from './credentials.js'

/** How to encrypt a connection; false for not at all. */
export type Tls = ConnectionOptions | false

/**
 * The ways to try in turn, by libpq's meaning of each sslmode.
 * @throws TdbtError for files that can't be used, and where there is nothing to check a certificate against
 */
export function tlsWays(credentials: PostgresCredentials): readonly Tls[] {
  const { sslMode, sslRootCert } = credentials
  if (sslMode === 'disable') return [false]
  if (sslRootCert === undefined && (sslMode === 'verify-ca' || sslMode === 'verify-full')) {
    throw new TdbtError(
      'root-certificate-not-found',
      `sslmode: ${sslMode} needs a root certificate to check the server's with, and there is none`,
      credentials.at('sslmode'),
    )
  }
  const secureContext = secureContextOf(credentials)
  // With a root certificate at hand libpq verifies the chain in every mode.
  const chain: Tls =
    sslRootCert === undefined
      ? { secureContext, rejectUnauthorized: false }
      : { secureContext, checkServerIdentity: () => undefined }
  switch (sslMode) {
    case 'allow':
      return [false, chain]
    case 'prefer':
      return [chain, false]
    case 'require':
    case 'verify-ca':
      return [chain]
    case 'verify-full':
      return [{ secureContext }]
    default:
      return sslMode satisfies never
  }
}

function secureContextOf({ sslRootCert, sslCert, sslKey, at }: PostgresCredentials) {
  if (sslCert !== undefined && sslKey === undefined) {
    throw new TdbtError('certificate-not-readable', `sslcert: ${sslCert} needs its private key`, {
      ...at('sslcert'),
      hint: 'name its file by sslkey, or put it in ~/.postgresql/postgresql.key',
    })
  }
  const files = {
    ...(sslRootCert !== undefined &&
      sslRootCert !== 'system' && { ca: readFile('sslrootcert', sslRootCert, at) }),
    ...(sslCert !== undefined && { cert: readFile('sslcert', sslCert, at) }),
    ...(sslCert !== undefined && sslKey !== undefined && { key: readKey(sslKey, at) }),
  }
  try {
    return createSecureContext(files)
  } catch (error) {
    const given = { sslrootcert: sslRootCert, sslcert: sslCert, sslkey: sslCert && sslKey }
    const named = Object.entries(given).flatMap(([name, file]) => (file ? [`${name}: ${file}`] : []))
    const reason = (error as Error).message
    throw new TdbtError('certificate-not-readable', `${named.join(', ')} can't be used: ${reason}`, {
      ...at(Object.entries(given).find(([, file]) => file)?.[0] ?? 'sslmode'),
      hint: 'write certificates and keys as PEM, keys without a passphrase',
    })
  }
}

/** libpq's rule: nobody else may read a private key; where root owns it, a group may read it. */
function readKey(path: string, at: KeyOrigin): string {
  const file = expanded(path)
  const text = readFile('sslkey', path, at)
  const { mode, uid } = statSync(file)
  const others = uid === 0 ? 0o037 : 0o077
  if (process.platform !== 'win32' && (mode & others) !== 0) {
    throw new TdbtError('certificate-not-readable', `sslkey: others may read ${file}`, {
      ...at('sslkey'),
      hint: `chmod 600 ${file}`,
    })
  }
  return text
}

function readFile(key: string, path: string, at: KeyOrigin): string {
  const file = expanded(path)
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TdbtError('certificate-not-readable', `${key}: ${file} can't be read`, { ...at(key), cause })
  }
}

function expanded(path: string): string {
  return path.replace(/^~(?=\/)/, homedir())
}
