import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import { displayUrl } from '@tdbt/ingest'
import { extract, type ReadEntry } from 'tar'
import type { Http } from './http.js'

/**
 * Downloads an archive (.tar.gz) and unpacks it. Nothing of it can land outside of its folder.
 * @param folder a new folder for it.
 * @returns the one folder that the archive has at its top.
 * @throws TdbtError (`package-not-downloaded`, `package-not-valid`)
 */
export async function unpackFrom(http: Http, url: string, folder: string): Promise<string> {
  const archive = `${folder}.tar.gz`
  await http.download(url, archive, async () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    await unpack(archive, folder, url)
  })
  rmSync(archive)
  const [top, ...others] = readdirSync(folder)
  if (top === undefined || others.length > 0 || !statSync(join(folder, top)).isDirectory())
    throw new TdbtError(
      'package-not-valid',
      `the archive ${displayUrl(url)} must have one folder at its top, and in that the package`,
    )
  return join(folder, top)
}

async function unpack(archive: string, folder: string, url: string): Promise<void> {
  let problem: string | undefined
  await extract({
    file: archive,
    cwd: folder,
    strict: true,
    noChmod: true,
    filter: (path, entry) => {
      problem ??= danger(path, entry as ReadEntry)
      return problem === undefined
    },
  })
  if (problem !== undefined)
    throw new TdbtError('package-not-valid', `the archive ${displayUrl(url)} can't be trusted: ${problem}`)
}

/** What makes an entry one that no package has. */
function danger(path: string, { type, linkpath }: ReadEntry): string | undefined {
  if (leaves(path)) return `'${path}' leads out of its folder`
  if (['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir'].includes(type)) return undefined
  if (type === 'SymbolicLink' || type === 'Link') {
    const target = linkpath ?? ''
    const from = type === 'Link' ? '' : posix.dirname(path)
    return posix.isAbsolute(target) || leaves(posix.join(from, target))
      ? `the link '${path}' leads out of its folder`
      : undefined
  }
  return `'${path}' is no file, folder or link`
}

function leaves(path: string): boolean {
  return (
    posix.isAbsolute(path) || (path.split(/[/\\]/).includes('..') && posix.normalize(path).startsWith('..'))
  )
}
