import { relative } from 'node:path'
import type { WantedProfile } from '@tdbt/core'
import { message } from '../output/log-message.js'
import type { Reporter } from '../output/reporter.js'
import type { IgnoredFolders } from './ignored-folders.js'
import { profilesFile } from './template-files.js'

/** What became of a file, in the words of `--log-format json`. */
type FileStatus = 'created' | 'changed' | 'kept'

const words: Readonly<Record<FileStatus, string>> = {
  created: 'created',
  changed: 'added to',
  kept: 'left as it was:',
}

export function tellFile(report: Reporter, path: string, status: FileStatus, detail = ''): void {
  const text = `  ${words[status]} ${path}${detail && `: ${detail}`}`
  report.log(message('info', ['ProjectFile', 'A027'], text, { path, status, detail }))
}

export function tellIgnored(report: Reporter, path: string, { isNew, added }: IgnoredFolders): void {
  if (added.length === 0) tellFile(report, path, 'kept')
  else tellFile(report, path, isNew ? 'created' : 'changed', added.join(', '))
}

/** The profile is nowhere: what to write, and in which file. */
export async function tellMissingProfile(report: Reporter, { name, file }: WantedProfile): Promise<void> {
  const where = file.path ?? file.searched[0]
  const lines = (await profilesFile(name)).split('\n').filter((line) => line !== '' && !/^\s*#/.test(line))
  const snippet = lines.map((line) => `    ${line}`).join('\n')
  report.warn(
    `The profile '${name}' was not found. Write it in ${where}, here for tdbt's own Postgres:\n\n${snippet}\n`,
  )
}

/** What to type next, one command a line. */
export function tellNext(report: Reporter, title: string, commands: readonly string[]): void {
  const lines = commands.map((command) => `    ${command}`)
  report.log(message('info', ['ProjectCreated', 'A026'], [title, '', ...lines, ''].join('\n'), { commands }))
}

/** `cd` to a folder from another; nothing where they are the same. */
export function changeTo(folder: string, workingDir: string): readonly string[] {
  const path = relative(workingDir, folder)
  if (path === '') return []
  return [/^[\p{L}\p{N}_./\\:-]+$/u.test(path) ? `cd ${path}` : `cd "${path}"`]
}

/** How tdbt was called, and can be again. */
export function programName(env: Readonly<Record<string, string | undefined>>): string {
  return env.npm_command === 'exec' ? 'npx tdbt' : 'tdbt'
}
