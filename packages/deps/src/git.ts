import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { Invocation } from '@tdbt/core'
import { displayUrl } from '@tdbt/ingest'

const run = promisify(execFile)

/**
 * Checks out one commit of a repository into a new folder. How git reaches it (mirrors by `url.<base>.insteadOf`,
 * proxies, keys) is git's own configuration.
 * @param revision a commit, a tag, a branch or HEAD; a tag goes before a branch of the same name, as in dbt.
 * @returns the commit.
 * @throws TdbtError (`git-failed`, `git-not-found`)
 */
export async function checkOut(
  invocation: Invocation,
  { url, revision, folder }: { readonly url: string; readonly revision: string; readonly folder: string },
): Promise<string> {
  const git = gitOf(invocation, url)
  const isCommit = /^[0-9a-f]{40}$/.test(revision)
  const wanted = isCommit ? revision : await findRef(git, url, revision)
  await git('init', '--quiet', '--', folder)
  const inFolder = (...args: readonly string[]): Promise<string> => git('-C', folder, ...args)
  await inFolder('remote', 'add', '--', 'origin', url)
  try {
    await inFolder('fetch', '--quiet', '--depth', '1', '--', 'origin', wanted)
  } catch (error) {
    // Servers may hand out whole branches only, and old ones no part of a history.
    if (!(error instanceof TdbtError) || error.code !== 'git-failed') throw error
    await inFolder('fetch', '--quiet', '--tags', '--', 'origin', '+refs/heads/*:refs/remotes/origin/*')
    if (!isCommit) await inFolder('fetch', '--quiet', '--', 'origin', wanted)
  }
  await inFolder('checkout', '--quiet', '--detach', isCommit ? revision : 'FETCH_HEAD')
  return (await inFolder('rev-parse', 'HEAD')).trim()
}

type Git = (...args: readonly string[]) => Promise<string>

function gitOf({ env, signal }: Invocation, url: string): Git {
  return async (...args) => {
    try {
      // Nobody is there to be asked for a password.
      const asked = { ...env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' }
      const { stdout } = await run('git', args, { env: asked, signal, maxBuffer: 64 * 1024 * 1024 })
      return stdout
    } catch (error) {
      signal.throwIfAborted()
      const { code, stderr } = error as { code?: unknown; stderr?: string }
      if (code === 'ENOENT')
        throw new TdbtError('git-not-found', 'the program git is not there', { cause: error })
      const said = (stderr ?? '').trim().replaceAll(url, displayUrl(url))
      throw new TdbtError('git-failed', `git can't get ${displayUrl(url)}: ${said || String(code)}`, {
        cause: error,
      })
    }
  }
}

async function findRef(git: Git, url: string, revision: string): Promise<string> {
  const listed = await git('ls-remote', '--', url)
  const refs = listed
    .split('\n')
    .map((line) => line.split('\t')[1])
    .filter((ref) => ref !== undefined)
  if (revision === 'HEAD') {
    if (refs.length > 0) return 'HEAD'
    throw new TdbtError('git-failed', `the repository ${displayUrl(url)} is empty`)
  }
  const found = [`refs/tags/${revision}`, `refs/heads/${revision}`].find((ref) => refs.includes(ref))
  if (found !== undefined) return found
  const names = refs.flatMap((ref) => /^refs\/(?:tags|heads)\/(.*?)(?:\^\{\})?$/.exec(ref)?.[1] ?? [])
  throw new TdbtError('git-failed', `the repository ${displayUrl(url)} has no branch or tag '${revision}'`, {
    hint: nearest(revision, new Set(names)) ?? 'write a branch, a tag or all 40 letters of a commit',
  })
}
