import { join } from 'node:path'
import type { BenchServer } from './bench-server.js'
import { type Lab, repository } from './lab.js'
import type { Measured } from './measure-process.js'

export const retailProject = join(repository, 'retail_project')

/** Runs a command of tdbt on the retail project and one of the server's databases; writes nothing into the project. */
export function tdbtRetail(
  lab: Lab,
  server: BenchServer,
  database: string,
  command: string,
  ...args: string[]
): Promise<Measured> {
  const project = ['--project-dir', retailProject, '--profiles-dir', retailProject, '--target', 'server']
  const out = retailTarget(lab, database)
  return lab.tdbt(
    [command, ...project, '--target-path', out, '--log-path', join(out, 'logs'), ...args],
    server.environment(database),
  )
}

/** Where tdbtRetail leaves its artifacts. */
export function retailTarget(lab: Lab, database: string): string {
  return lab.folder(`target-${database}`)
}
