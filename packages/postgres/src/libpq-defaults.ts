import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Where libpq looks for its files. */
export interface LibpqFiles {
  readonly passwords: string
  /** The first that has the service counts. */
  readonly services: readonly string[]
  readonly rootCertificate: string
  readonly certificate: string
  readonly key: string
}

export function libpqFiles(env: Readonly<Record<string, string | undefined>>): LibpqFiles {
  const isWindows = process.platform === 'win32'
  const home = isWindows ? join(env.APPDATA ?? '.', 'postgresql') : env.HOME || homedir()
  const own = isWindows ? home : join(home, '.postgresql')
  return {
    passwords: join(home, isWindows ? 'pgpass.conf' : '.pgpass'),
    services: [
      env.PGSERVICEFILE || join(home, '.pg_service.conf'),
      ...(env.PGSYSCONFDIR ? [join(env.PGSYSCONFDIR, 'pg_service.conf')] : []),
    ],
    rootCertificate: join(own, 'root.crt'),
    certificate: join(own, 'postgresql.crt'),
    key: join(own, 'postgresql.key'),
  }
}

/** Where Postgres' packages put the socket of a server, which is what libpq takes where no host is named. */
export const socketFolders: readonly string[] = ['/var/run/postgresql', '/tmp']

/** The folder of a socket that is there; else this machine by its name. */
export function defaultHost(port: number): string {
  return socketFolders.find((folder) => existsSync(join(folder, `.s.PGSQL.${port}`))) ?? 'localhost'
}

/** The name of the account that runs this, where it has one. */
export function accountName(): string {
  try {
    return userInfo().username
  } catch {
    // Containers run as accounts that no file knows.
    return String(process.getuid?.() ?? '')
  }
}

export function ifThere(file: string): string | undefined {
  return existsSync(file) ? file : undefined
}
