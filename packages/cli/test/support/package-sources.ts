import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { create } from 'tar'
import { onTestFinished } from 'vitest'
import { type FileServer, fileServer } from '../../../../test/support/file-server.js'

export type Files = Readonly<Record<string, string>>

/** A version of a package as a hub has it. */
export interface PublishedVersion {
  readonly files: Files
  readonly packages?: readonly unknown[]
  readonly requires?: readonly string[]
  /** The bytes of its archive, where they are not what the files make. */
  readonly archive?: Buffer
}

export interface Published {
  readonly [name: string]: {
    readonly redirect?: string
    readonly versions: Readonly<Record<string, PublishedVersion>>
  }
}

/** A folder that goes with the test. */
export function scratchFolder(files: Files = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-packages-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFiles(folder, files)
  return folder
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A .tar.gz with one folder at its top, as those of repositories have it. */
export function archiveOf(
  files: Files,
  options: { readonly links?: Readonly<Record<string, string>> } = {},
): Buffer {
  const folder = scratchFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`top/${name}`, text])),
  )
  for (const [name, target] of Object.entries(options.links ?? {}))
    symlinkSync(target, join(folder, 'top', name))
  const file = join(folder, 'archive.tar.gz')
  create({ file, cwd: folder, gzip: true, sync: true, portable: true }, ['top'])
  return readFileSync(file)
}

/** A hub on the loopback, and the archives that it names. Its address goes into DBT_PACKAGE_HUB_URL. */
export async function packageHub(published: Published): Promise<FileServer> {
  const archives = new Map<string, Buffer>()
  const server = await fileServer((request, response) => {
    const path = request.url ?? ''
    const archive = archives.get(path)
    const name = /^\/api\/v1\/(.*)\.json$/.exec(path)?.[1]
    if (archive !== undefined) response.end(archive)
    else if (name === 'index') response.end(JSON.stringify(Object.keys(published)))
    else if (name !== undefined && published[name] !== undefined)
      response.end(JSON.stringify(described(name)))
    else response.writeHead(404).end()
  })
  const described = (name: string): unknown => {
    const { redirect, versions } = published[name]!
    const [namespace, own] = name.split('/')
    const [otherNamespace, otherName] = redirect?.split('/') ?? []
    return {
      name: own,
      namespace,
      ...(redirect && { redirectnamespace: otherNamespace, redirectname: otherName }),
      versions: Object.fromEntries(
        Object.entries(versions).map(([version, { packages = [], requires = [], files }]) => [
          version,
          {
            name: /^name: (.*)$/m.exec(files['dbt_project.yml'] ?? '')?.[1] ?? own,
            version,
            packages,
            require_dbt_version: requires,
            downloads: { tarball: `${server.url}/archives/${name}/${version}.tar.gz` },
          },
        ]),
      ),
    }
  }
  for (const [name, { versions }] of Object.entries(published)) {
    for (const [version, { files, archive }] of Object.entries(versions))
      archives.set(`/archives/${name}/${version}.tar.gz`, archive ?? archiveOf(files))
  }
  return server
}

export interface Commit {
  readonly files: Files
  readonly tag?: string
  readonly branch?: string
}

/** A repository with commits, each with a tag or a branch, the last one being HEAD of `main`. */
export function repository(commits: readonly Commit[]) {
  const folder = scratchFolder()
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.com',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
      },
    }).trim()
  git('init', '--quiet', '--initial-branch=main')
  const shas = commits.map(({ files, tag, branch }) => {
    writeFiles(folder, files)
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message=a')
    if (tag !== undefined) git('tag', tag)
    if (branch !== undefined) git('branch', branch)
    return git('rev-parse', 'HEAD')
  })
  return { folder, shas }
}

/** Serves the repositories of a folder by git's own protocol. Gives the address of one. */
export async function gitServer(base: string): Promise<(path: string) => string> {
  const port = await freePort()
  const options = [
    `--base-path=${base}`,
    '--export-all',
    '--reuseaddr',
    '--listen=127.0.0.1',
    `--port=${port}`,
  ]
  const server = spawn('git', ['daemon', ...options, base], { stdio: 'ignore', detached: true })
  // git starts the server itself as a process of its own.
  onTestFinished(() => void process.kill(-server.pid!, 'SIGKILL'))
  const address = (path: string): string => `git://127.0.0.1:${port}/${path}`
  while (!(await answers(port))) await sleep(20)
  return address
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
