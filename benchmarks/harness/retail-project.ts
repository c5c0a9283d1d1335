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
  return tdbtRetailOn(lab, 'server', server.environment(database), retailTarget(lab, database), [
    command,
    ...args,
  ])
}

/** The same on any target of the project, with the variables that it reads. */
export function tdbtRetailOn(
  lab: Lab,
  target: string,
  env: Readonly<Record<string, string>>,
  out: string,
  [command = '', ...args]: readonly string[],
): Promise<Measured> {
  const project = ['--project-dir', retailProject, '--profiles-dir', retailProject, '--target', target]
  return lab.tdbt([command, ...project, '--target-path', out, '--log-path', join(out, 'logs'), ...args], env)
}

/** Where tdbtRetail leaves its artifacts. */
export function retailTarget(lab: Lab, database: string): string {
  return lab.folder(`target-${database}`)
}
