import { join, relative } from 'node:path'
import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { loadProjectConfig, type WantedProfile, wantedProfile } from '@tdbt/core'
import type { CommandContext } from '../command-line/command-context.js'
import { UsageError } from '../command-line/usage-error.js'
import { message } from '../output/log-message.js'
import type { Reporter } from '../output/reporter.js'
import { ignoreWrittenFolders } from './ignored-folders.js'
import { findObstacles } from './obstacles.js'
import { changeTo, programName, tellFile, tellIgnored, tellMissingProfile, tellNext } from './tell.js'
import { profilesFile } from './template-files.js'
import { tellingWhere, writeNew } from './write-new.js'

/**
 * Makes a project of dbt's ready for tdbt, without changing a file of it: what .gitignore lacks, a profile where the one
 * that it wants is nowhere, and what tdbt can't run. Nothing is loaded or built. Gives the exit code.
 * @throws UsageError, or TdbtError where dbt_project.yml can't be read: nothing is written then
 */
export async function prepareProject(context: CommandContext, workingDir: string): Promise<number> {
  const { invocation, report } = context
  const { projectDir: root, profile } = invocation.flags
  if (profile !== undefined) {
    throw new UsageError(
      'option-value',
      '--profile is for a new project; the profile of this one stands in its dbt_project.yml.',
      'init',
    )
  }
  const wanted = wantedProfile(invocation)
  report.info(`${root} is a dbt project already, whose files stay as they are.`)
  const shown = (path: string): string => relative(workingDir, join(root, path))
  tellIgnored(report, shown('.gitignore'), ignoreWrittenFolders(root))
  if (wanted === null) report.info("It names no profile, and gets tdbt's own Postgres.")
  else await provideProfile(context, wanted, shown('profiles.yml'))

  tellObstacles(
    report,
    tellingWhere(() => findObstacles(root)),
  )
  const tdbt = programName(invocation.env)
  tellNext(report, 'Next:', [...changeTo(root, workingDir), `${tdbt} debug`, `${tdbt} build`])
  return 0
}

async function provideProfile(
  { invocation, report, flags, services }: CommandContext,
  wanted: WantedProfile,
  shown: string,
): Promise<void> {
  const { name, file, isFound } = wanted
  const { projectDir, profilesDir } = invocation.flags
  if (!isFound) {
    const mayWrite = profilesDir === undefined && !flags.boolean('skip-profile-setup')
    const isWritten = mayWrite && writeNew(join(projectDir, 'profiles.yml'), await profilesFile(name))
    if (!isWritten) return tellMissingProfile(report, wanted)
    tellFile(report, shown, 'created', `the profile '${name}' was nowhere; it has tdbt's own Postgres now`)
    return
  }
  report.info(`Its profile '${name}' is in ${file.path}.`)
  try {
    loadProjectConfig(invocation, services)
  } catch (error) {
    if (!(error instanceof TdbtError || error instanceof TdbtErrors)) throw error
    for (const { message, hint } of error instanceof TdbtErrors ? error.errors : [error]) {
      report.warn(`It can't be used yet: ${message}${hint === null ? '' : ` (${hint})`}`)
    }
  }
}

function tellObstacles(report: Reporter, obstacles: readonly string[]): void {
  if (obstacles.length === 0) return
  const text = ["tdbt can't run all of it:", ...obstacles.map((each) => `  - ${each}`)].join('\n')
  report.log(message('warn', ['ProjectObstacles', 'A028'], text, { obstacles }))
}
