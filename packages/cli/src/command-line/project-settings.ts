import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ErrorOrigin } from '@tdbt/adapter-api'

/** What the command line itself needs from dbt_project.yml, before anything else reads it. */
export interface ProjectSettings {
  /** `flags:`, and nothing where there is no project or its file can't be read: the command then says so itself. */
  readonly flags: Readonly<Record<string, unknown>>
  /** Where a flag stands in dbt_project.yml. */
  readonly flagAt: (key: string) => ErrorOrigin
  /** The folder of dbt.log; null where there is no project. */
  readonly logPath: string | null
}

const defaultLogPath = 'logs'

/** dbt's rule: the given folder, else the working folder or the nearest one above it that is a project. */
export function findProjectDir(given: string | undefined, workingDir: string): string {
  if (given !== undefined) return resolve(workingDir, given)
  for (let folder = workingDir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'dbt_project.yml'))) return folder
    if (dirname(folder) === folder) return workingDir
  }
}

export async function readProjectSettings(projectDir: string): Promise<ProjectSettings> {
  const path = join(projectDir, 'dbt_project.yml')
  if (!existsSync(path)) return { flags: {}, flagAt: () => ({}), logPath: null }
  const { locateYaml, readText, readYaml } = await import('@tdbt/core')
  const { TdbtError } = await import('@tdbt/adapter-api')
  const file = 'dbt_project.yml'
  try {
    const source = readText(path, file)
    const project = readYaml(source, file)
    const { flags, 'log-path': logPath } = (project ?? {}) as Record<string, unknown>
    return {
      flags: typeof flags === 'object' && flags !== null ? (flags as Record<string, unknown>) : {},
      flagAt: (key) => ({ place: locateYaml(source, file, ['flags', key]), source }),
      logPath: typeof logPath === 'string' && !logPath.includes('{{') ? logPath : defaultLogPath,
    }
  } catch (error) {
    if (!(error instanceof TdbtError)) throw error
    return { flags: {}, flagAt: () => ({}), logPath: defaultLogPath }
  }
}
