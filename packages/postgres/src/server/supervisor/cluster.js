import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { runProgram } from './run-program.js'
import { StartFailure } from './start-failure.js'

/** @import { ServerLocation } from '../server-location.js' */
/** @import { SupervisorTask } from '../supervisor-protocol.js' */

export const superuser = 'tdbt'

/**
 * Defaults for a warehouse on a person's own machine. They stand in postgresql.conf, where they can be changed.
 * `synchronous_commit` off loses the last moments when the machine loses its power, and nothing else: the tables stay
 * whole, and a killed process loses nothing. `fsync` off would save little more and risk the whole cluster.
 */
const settings = {
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'off',
  // What is copied into a table that the same transaction made is then not written to the log as well.
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/**
 * Makes the data folder, at first use, and checks the one that is there. It gets its name when it is whole, so that
 * a kill in between leaves nothing but a folder to remove.
 * @param {ServerLocation} location
 */
export async function prepareCluster(location) {
  await removeLeftovers(location)
  const version = await readFile(join(location.dataDir, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version === null) {
    await makeCluster(location)
  } else if (version.trim() !== location.native.major) {
    throw otherVersion(location, version.trim())
  }
}

/** @param {ServerLocation} location */
async function makeCluster(location) {
  const { dataDir, passwordFile } = location
  try {
    await rmdir(dataDir)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') {
      throw new StartFailure(
        `${dataDir} is not a Postgres data folder: it has no PG_VERSION.`,
        'Move it away if it is of value, or remove it.',
      )
    }
    if (code !== 'ENOENT') throw error
  }
  const unfinished = `${dataDir}.new-${randomBytes(4).toString('hex')}`
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 })
  await giveToServer(location, unfinished)
  await runProgram(location, 'initdb', [
    ...['-D', unfinished, '-U', superuser, '--encoding=UTF8', '--locale=C'],
    // One call that syncs the file system: a third of the time of a call for each of a thousand files.
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--auth=scram-sha-256'],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    `--pwfile=${await passwordForServer(location, unfinished)}`,
  ])
  await rm(`${unfinished}.password`)
  await rename(unfinished, dataDir)
}

/**
 * A copy of the password that initdb's account can read.
 * @param {ServerLocation} location
 * @param {string} unfinished
 */
async function passwordForServer(location, unfinished) {
  const path = `${unfinished}.password`
  await writeFile(path, await readFile(location.passwordFile), { mode: 0o600 })
  await giveToServer(location, path)
  return path
}

/**
 * Says who may connect: on the socket the account that tdbt runs as, which the kernel names; on TCP who has the
 * password.
 * @param {SupervisorTask} task
 */
export async function writeAccessRules({ location, systemUser }) {
  const quoted = `"${systemUser.replaceAll('"', '""')}"`
  const files = {
    'pg_hba.conf':
      process.platform === 'win32'
        ? 'host all all 127.0.0.1/32 scram-sha-256\n'
        : 'local all all peer map=tdbt\nhost all all 127.0.0.1/32 scram-sha-256\n',
    'pg_ident.conf': `tdbt ${quoted} all\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(location.dataDir, name)
    await writeFile(path, text, { mode: 0o600 })
    await giveToServer(location, path)
  }
}

/**
 * Deletes the data. Only what this program made goes.
 * @param {ServerLocation} location
 */
export async function removeCluster(location) {
  const removed = `${location.dataDir}.old-${randomBytes(4).toString('hex')}`
  try {
    await rename(location.dataDir, removed)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
  }
  await removeLeftovers(location)
  await rm(location.passwordFile, { force: true })
  await rm(location.logFile, { force: true })
  await rm(`${location.logFile}.1`, { force: true })
}

/** @param {ServerLocation} location */
async function removeLeftovers({ home, dataDir }) {
  const name = basename(dataDir)
  for (const entry of await readdir(home)) {
    if (entry.startsWith(`${name}.new-`) || entry.startsWith(`${name}.old-`)) {
      // An initdb that outlived its supervisor may be writing there still.
      await rm(join(home, entry), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    }
  }
}

/**
 * @param {ServerLocation} location
 * @param {string} path
 */
export async function giveToServer({ account }, path) {
  if (account) await chown(path, account.uid, account.gid)
}

/**
 * @param {ServerLocation} location
 * @param {string} found
 */
function otherVersion({ dataDir, native }, found) {
  return new StartFailure(
    `The data in ${dataDir} is of Postgres ${found}; this tdbt brings Postgres ${native.major}.`,
    `Keep it: with the programs of Postgres ${found} run \`pg_ctl -D '${dataDir}' -o '-k /tmp -p 5499' -w start\`, ` +
      `\`pg_dumpall -h /tmp -p 5499 -U ${superuser} > dump.sql\` and \`pg_ctl -D '${dataDir}' stop\`; then ` +
      '`tdbt server reset`, `tdbt server start` and `psql "$(tdbt server url)" -f dump.sql`. ' +
      'Or do without: `tdbt server reset` deletes it.',
  )
}
