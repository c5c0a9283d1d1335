import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { loadProjectConfig, wantedProfile } from '@tdbt/core'
import type { CommandContext } from '../command-line/command-context.js'
import { findProjectDir } from '../command-line/project-settings.js'
import { run as ingest } from '../commands/ingest.js'
import { ignoreWrittenFolders } from './ignored-folders.js'
import { mayNameProject, nearestProjectName } from './project-name.js'
import { changeTo, programName, tellFile, tellIgnored, tellMissingProfile, tellNext } from './tell.js'
import { projectFiles } from './template-files.js'
import { tellingWhere, writeNew } from './write-new.js'

/**
 * Makes a project that runs at once: its files, and the source's table where its server is the embedded one. Gives the
 * exit code.
 * @throws TdbtError where name, folder or profile won't do: nothing is written then
 */
export async function makeProject(context: CommandContext, workingDir: string): Promise<number> {
  const { invocation, report } = context
  const { projectDir: folder, profile } = invocation.flags
  const shown = (path: string): string => relative(workingDir, join(folder, path)) || '.'
  const isNamed = context.word === '' || (context.word !== undefined && folder !== workingDir)
  const name = isNamed ? checkName(context.word) : nearestProjectName(basename(folder))
  checkFolder(folder, shown(''), isNamed)
  checkProfile(context)

  const withProfiles = profile === undefined && !context.flags.boolean('skip-profile-setup')
  const values = { name, profile: profile ?? name, withProfiles }
  report.info(`Making the project ${name}${isNamed ? '' : ` in ${folder}`}:`)
  for (const { path, text } of await projectFiles(values)) {
    tellFile(report, shown(path), writeNew(join(folder, path), text) ? 'created' : 'kept')
  }
  tellIgnored(report, shown('.gitignore'), ignoreWrittenFolders(folder))
  warnOfOuterProject(context, folder)

  const tdbt = programName(invocation.env)
  const next = [`${tdbt} build`, `${tdbt} show --select revenue_by_country`]
  const wanted = wantedProfile(invocation)
  const isLoaded = wanted?.isFound === true ? await loadSource(context) : null
  if (isLoaded === false) {
    const again = [...changeTo(folder, workingDir), `${tdbt} ingest`, ...next]
    tellNext(
      report,
      'The files stay, but their source is not loaded. When that is mended, go on with:',
      again,
    )
    return 1
  }
  if (wanted?.isFound === false) await tellMissingProfile(report, wanted)
  const commands = [...changeTo(folder, workingDir), ...(isLoaded ? [] : [`${tdbt} ingest`]), ...next]
  tellNext(report, 'The project is ready. Next:', commands)
  return 0
}

function checkName(name = ''): string {
  if (mayNameProject(name)) return name
  throw new TdbtError('project-name-not-valid', `'${name}' is no valid name for a project`, {
    hint: `letters, digits and underscores, not starting with a digit: tdbt init ${nearestProjectName(name)}`,
  })
}

function checkFolder(folder: string, shown: string, isNamed: boolean): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) {
    throw new TdbtError(
      'project-folder-taken',
      `there is a file named ${shown}, where the project's folder would be`,
    )
  }
  if (isNamed && tellingWhere(() => readdirSync(folder)).length > 0) {
    throw new TdbtError('project-folder-taken', `the folder ${shown} is not empty, and no project`, {
      hint: `take another name; or make a project of it: change to it and call tdbt init without a name, which overwrites nothing`,
    })
  }
}

/** `--profile` names one that is there (dbt's rule). */
function checkProfile({ invocation }: CommandContext): void {
  if (invocation.flags.profile === undefined) return
  const wanted = wantedProfile(invocation)
  if (wanted === null || wanted.isFound) return
  throw new TdbtError('profile-not-found', `the profile '${wanted.name}' was not found`, {
    hint: `looked for it in ${wanted.file.path ?? wanted.file.searched.join(', ')}; without --profile the project gets one of its own`,
  })
}

function warnOfOuterProject({ report }: CommandContext, folder: string): void {
  const outer = findProjectDir(undefined, dirname(folder))
  if (outer === folder || !existsSync(join(outer, 'dbt_project.yml'))) return
  report.warn(
    `This is a project inside of another, ${outer}. To prepare that one, call tdbt init there without a name.`,
  )
}

/**
 * Fills the source's table, since models can't be built without it; true where it did. Null where the target is no
 * server of the project's own: nobody's database is written to unasked.
 */
async function loadSource(context: CommandContext): Promise<boolean | null> {
  const { invocation, report, services } = context
  try {
    const { target } = loadProjectConfig(invocation, services)
    if (target.credentials.host !== 'embedded') return null
    report.info("Loading the source into the project's own Postgres (tdbt ingest):")
    return (await ingest(context)) === 0
  } catch (error) {
    if (invocation.signal.aborted || !(error instanceof TdbtError || error instanceof TdbtErrors)) throw error
    report.fatal(error)
    return false
  }
}
