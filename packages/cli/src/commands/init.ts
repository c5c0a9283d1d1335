import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RunCommand } from '../command-line/command-definition.js'
import { makeProject } from '../init/make-project.js'
import { prepareProject } from '../init/prepare-project.js'

/** `tdbt init`: makes a project, or prepares one that there is. Nothing that exists is overwritten. */
export const run: RunCommand = (context) => {
  const { invocation } = context
  const { projectDir, profilesDir } = invocation.flags
  // What follows happens as later commands will do it, which are called in the project.
  const inProject = {
    ...context,
    invocation: {
      ...invocation,
      workingDir: projectDir,
      flags: {
        ...invocation.flags,
        ...(profilesDir !== undefined && { profilesDir: resolve(invocation.workingDir, profilesDir) }),
      },
    },
  }
  const { workingDir } = invocation
  const isProject = existsSync(join(projectDir, 'dbt_project.yml'))
  return isProject ? prepareProject(inProject, workingDir) : makeProject(inProject, workingDir)
}
