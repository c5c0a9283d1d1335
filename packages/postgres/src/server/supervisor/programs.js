import { constants } from 'node:fs'
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** @import { ServerLocation } from '../server-location.js' */

/**
 * Copies Postgres' programs out of node_modules, once for each version and account, and makes the links that npm
 * packages can't carry. A copy serves where node_modules is read-only or closed to the server's account, and a server
 * that runs outlives `npm ci`.
 * @param {ServerLocation} location
 */
export async function copyPrograms({ native, programs, account }) {
  if (await exists(programs)) return
  const parent = dirname(programs)
  await mkdir(parent, { recursive: true })
  await removeUnfinished(parent, basename(programs))
  const copy = `${programs}.new-${process.pid}`
  await rm(copy, { recursive: true, force: true })
  await cp(native.folder, copy, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith('.a') && !source.endsWith('pkgconfig'),
  })
  const listed = join(copy, 'pg-symlinks.json')
  if (await exists(listed)) {
    const links = /** @type {{ source: string, target: string }[]} */ (
      JSON.parse(await readFile(listed, 'utf8'))
    )
    for (const { source, target } of links) {
      const path = join(copy, target.replace(/^native\//, ''))
      // The package's own install script may have made it in node_modules already.
      await rm(path, { force: true })
      await symlink(basename(source), path)
    }
  }
  if (account) await makeReadable(copy)
  try {
    await rename(copy, programs)
  } catch (error) {
    await rm(copy, { recursive: true, force: true })
    // Another project's supervisor was faster.
    if (!(await exists(programs))) throw error
  }
}

/**
 * npm gives its files the modes that root's umask allows, which may close them to the server's account.
 * @param {string} folder
 */
async function makeReadable(folder) {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await makeReadable(path)
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}

/**
 * Removes copies whose maker is gone.
 * @param {string} parent
 * @param {string} name
 */
async function removeUnfinished(parent, name) {
  for (const entry of await readdir(parent)) {
    const maker = entry.startsWith(`${name}.new-`) ? Number(entry.slice(name.length + 5)) : null
    if (maker === null || isAlive(maker)) continue
    await rm(join(parent, entry), { recursive: true, force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH'
  }
}

/** @param {string} path */
const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )
