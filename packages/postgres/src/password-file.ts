import { readFileSync, statSync } from 'node:fs'
import { socketFolders } from './libpq-defaults.js'

/** What the lines of the file are compared with. */
export interface Login {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
}

export interface FoundPassword {
  readonly password: string | undefined
  /** Why the file was not read, where it is there. */
  readonly warning?: string
}

/** Looks a password up in libpq's password file: lines of `host:port:database:user:password`, of which the first counts. */
export function passwordFromFile(path: string, login: Login): FoundPassword {
  const file = readPrivately(path)
  if (typeof file !== 'string') return { password: undefined, ...file }
  // libpq's name for a server of this machine that is reached by its socket.
  const host = socketFolders.includes(login.host) ? 'localhost' : login.host
  const wanted = [host, String(login.port), login.database, login.user]
  for (const line of file.split(/\r?\n/)) {
    const fields = fieldsOf(line)
    if (line.startsWith('#') || fields.length < 5) continue
    // A colon in the password needs no backslash: what is left of the line belongs to it.
    if (wanted.every((value, index) => fields[index] === '*' || unescaped(fields[index]) === value)) {
      return { password: unescaped(fields.slice(4).join(':')) }
    }
  }
  return { password: undefined }
}

/** libpq's rule: a file that others may read is not used. */
function readPrivately(path: string): string | { readonly warning?: string } {
  try {
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return { warning: `The password file ${path} is not used, since others may read it: chmod 600 ${path}` }
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? {}
      : { warning: `The password file ${path} is not used: ${message}` }
  }
}

/** Parts of a line between its colons. After a backslash, unless that is meant itself, a colon belongs to the value. */
function fieldsOf(line: string): readonly string[] {
  return line.split(/(?<=(?<!\\)(?:\\\\)*):/)
}

function unescaped(field = ''): string {
  return field.replace(/\\(.)/g, '$1')
}
