import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { findNativePackage, type NativePackage } from './native-package.js'
import { privateFolder } from './private-folder.js'
import {
  accountCanEnter,
  accountCanOwnFolderIn,
  type ServerAccount,
  serverAccounts,
} from './server-account.js'

/** Where everything of one project's server lies: the same for each process that asks, and found again next time. */
export interface ServerLocation {
  /** Holds the data folder, the log and the password. */
  readonly home: string
  readonly dataDir: string
  readonly logFile: string
  readonly passwordFile: string
  /** Holds Postgres' socket; entered by the server's account alone. */
  readonly socketDir: string
  /** Where the supervisor listens for requests of its own account. */
  readonly control: string
  /** What the supervisor holds for as long as it lives. */
  readonly lock: string
  /** Our copy of the npm package's programs. */
  readonly programs: string
  readonly native: NativePackage
  /** The account that runs Postgres; null where it is the caller's own. */
  readonly account: ServerAccount | null
}

/**
 * Finds the place of a project's server and makes the folders that it needs. `stateFolder` is where the programs are
 * kept, and data that can't be in the project. Throws a TdbtError where there is no build for this machine, where no
 * account can run the server, and where the data belongs to somebody else.
 */
export function locateServer(projectRoot: string, stateFolder?: string): ServerLocation {
  if (!existsSync(projectRoot)) throw new TdbtError('project-not-found', `There is no folder ${projectRoot}.`)
  const root = realpathSync(projectRoot)
  const native = findNativePackage()
  const state = stateFolder ?? findStateFolder()
  const { home, account } = chooseHome(join(root, '.tdbt'), join(state, 'projects', digest(root)))
  // The folder's inode tells apart containers that share a network (and so its lock names) and a path.
  const { dev, ino } = statSync(home, { bigint: true })
  const id = digest(`${home}\n${dev}\n${ino}`)
  const run = runFolder()
  return {
    home,
    dataDir: join(home, 'postgres'),
    logFile: join(home, 'postgres.log'),
    passwordFile: join(home, 'postgres.password'),
    socketDir: join(run, id),
    control: process.platform === 'win32' ? `\\\\.\\pipe\\tdbt-${id}` : join(run, `${id}.control`),
    lock: process.platform === 'darwin' ? join(run, `${id}.lock`) : `tdbt-${id}.lock`,
    programs: join(state, `postgres-${native.version}-${native.platform}`),
    native,
    account,
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** As locateServer, but makes no folder: null where the project never had a server. */
export function findServer(projectRoot: string, stateFolder?: string): ServerLocation | null {
  if (!existsSync(projectRoot)) return null
  const root = realpathSync(projectRoot)
  const elsewhere = join(stateFolder ?? findStateFolder(), 'projects', digest(root))
  const known = existsSync(join(root, '.tdbt')) || existsSync(elsewhere)
  return known ? locateServer(projectRoot, stateFolder) : null
}

/** Data stays where it is; new data goes into the project if the server's account can work there. */
function chooseHome(inProject: string, elsewhere: string): { home: string; account: ServerAccount | null } {
  const accounts = serverAccounts()
  for (const home of [inProject, elsewhere]) {
    const dataDir = join(home, 'postgres')
    if (!existsSync(dataDir)) continue
    const { uid } = statSync(dataDir)
    if (accounts === null) {
      if (process.getuid && uid !== process.getuid()) throw foreignData(dataDir, uid)
      return { home, account: null }
    }
    const account = accounts.find((candidate) => candidate.uid === uid)
    if (!account) throw foreignData(dataDir, uid)
    if (accountCanEnter(account, home)) return { home, account }
    throw new TdbtError(
      'embedded-folder',
      `The embedded server runs as ${account.name}, which can't enter ${home}.`,
      {
        hint: `Let that account enter each folder above (chmod o+x), or move ${dataDir} away to begin anew.`,
      },
    )
  }
  makeFolder(inProject)
  if (accounts === null) return { home: inProject, account: null }
  const account = accounts[0]
  if (!account) {
    throw new TdbtError(
      'embedded-account',
      'Postgres refuses to run as root, and there is no other account that could run it.',
    )
  }
  if (accountCanOwnFolderIn(account, inProject)) return { home: inProject, account }
  makeFolder(elsewhere)
  if (accountCanOwnFolderIn(account, elsewhere)) return { home: elsewhere, account }
  throw new TdbtError(
    'embedded-folder',
    `The embedded server runs as ${account.name}, which can work neither in ${inProject} nor in ${elsewhere}.`,
    { hint: 'Let that account enter each folder above one of them (chmod o+x).' },
  )
}

function foreignData(dataDir: string, uid: number): TdbtError {
  return new TdbtError(
    'embedded-folder',
    `The data folder ${dataDir} belongs to another account (uid ${uid}).`,
    {
      hint: 'Run tdbt as the account that made it, or work in a copy of the project without its .tdbt folder.',
    },
  )
}

function makeFolder(path: string): void {
  try {
    const first = mkdirSync(path, { recursive: true })
    // Whatever root's umask is, the server's account must get through.
    for (let made = path; first && made.startsWith(first); made = dirname(made)) chmodSync(made, 0o755)
    // A data folder of another account makes `git status` complain.
    if (first) writeFileSync(join(path, '.gitignore'), '*\n')
  } catch (error) {
    throw new TdbtError(
      'embedded-folder',
      `The embedded server can't keep its data in ${path}: ${(error as Error).message}`,
      {
        hint: 'Give yourself the right to write there, or name a Postgres server in profiles.yml.',
        cause: error,
      },
    )
  }
}

/** Root's own folder is closed to the account that runs the server; an ordinary user's cache is fit. */
function findStateFolder(): string {
  if (process.getuid?.() === 0) return '/var/lib/tdbt'
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? join(homedir(), '.tdbt'), 'tdbt')
  const candidates = [process.env.XDG_CACHE_HOME, join(homedir(), '.cache')]
  for (const folder of candidates) {
    if (!folder?.startsWith('/')) continue
    try {
      mkdirSync(join(folder, 'tdbt'), { recursive: true })
      return join(folder, 'tdbt')
    } catch {
      // An account without a home of its own (nobody, a container's number): its folder in /tmp below.
    }
  }
  return join(runFolder(), 'state')
}

/** Sockets lie in a short path that all commands of an account agree on: a socket's address has 107 bytes at most. */
function runFolder(): string {
  if (process.platform === 'win32') return join(findStateFolder(), 'run')
  const uid = process.getuid?.() ?? 0
  // Root's server runs as another account, which must get through to its own folder inside.
  return privateFolder(`/tmp/tdbt-${uid}`, uid === 0 ? 0o711 : 0o700)
}
