import { clean } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import { message } from '../output/log-message.js'

/** `tdbt clean` */
export const run: RunCommand = async ({ invocation, report }) => {
  for (const path of await clean(invocation)) {
    report.log(message('info', ['ConfirmCleanPath', 'Z013'], `Cleaned ${path}/*`, { path }))
  }
  report.log(message('info', ['FinishedCleanPaths', 'Z015'], 'Finished cleaning all paths.', {}))
  return 0
}
