import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { resetServer, startServer, stopServer } from '@tdbt/postgres'
import type { Lab } from '../harness/lab.js'
import { medianSeconds, type Sample } from '../harness/sample.js'
import type { Section } from '../harness/section.js'
import { takeTurns, timed } from '../harness/take-turns.js'

/** How long a project waits for its own Postgres. */
export async function measure(lab: Lab): Promise<Section> {
  const { runs } = lab.options
  const options = { stateFolder: '' }
  let project = ''
  let round = 0
  const prepare = (): void => {
    project = lab.folder(join('own-servers', `project-${round}`))
    options.stateFolder = lab.folder(join('own-servers', `state-${round}`))
    for (const folder of [project, options.stateFolder]) chmodSync(folder, 0o755)
    round += 1
  }
  const start = (): Promise<Sample> => timed(() => startServer(project, options))
  const [machine = [], first = [], later = []] = await takeTurns(
    [
      {
        name: 'first start of the machine',
        runs,
        run: () => {
          prepare()
          return start()
        },
      },
      {
        name: 'first start of a project',
        runs,
        async run() {
          await resetServer(project, options)
          return start()
        },
      },
      {
        name: 'later start',
        runs,
        async run() {
          await stopServer(project, options)
          const sample = await start()
          await resetServer(project, options)
          return sample
        },
      },
    ],
    lab.say,
  )
  const program = 'tdbt'
  return {
    title: 'The embedded server, from the call until it takes connections, in a process that runs already.',
    rows: [
      { work: 'first start ever: unpack, initdb, start', program, samples: machine },
      { work: 'first start of a project: initdb, start', program, samples: first },
      { work: 'later start', program, samples: later },
    ],
    targets: [
      { text: 'first start in 3 s', met: medianSeconds(machine) <= 3 },
      { text: 'later start in 0.7 s', met: medianSeconds(later) <= 0.7 },
    ],
    notes: [],
  }
}
