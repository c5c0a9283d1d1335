import { parseArgs } from 'node:util'

export interface Options {
  /** Parts of names of the corpus' projects; all of them where there is none. */
  readonly only: readonly string[]
  /** A project instead of the corpus: a folder, or what `git clone` takes. */
  readonly project: string | null
  readonly subfolder: string
  readonly commands: readonly string[] | null
  /** Whether to leave out the projects of many commands. */
  readonly short: boolean
  /** Whether a report shows all differences, and values in full. */
  readonly all: boolean
}

export const usage = `npm run conformance -- [options]

  --only NAME        projects of the corpus whose name has this in it; may be given more than once
  --project PATH     a project instead of the corpus: a folder, or an address that git clones
  --subfolder PATH   where in it the project stands, such as integration_tests
  --commands LIST    what to run there, with commas between: deps,seed,run,test unless its conformance.yml says
  --short            only the projects of at most three commands, as CI has it
  --all              all differences of a project, with their whole values
`

/** Throws an Error with the reason where the command line can't be read, and null where help is asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      project: { type: 'string' },
      subfolder: { type: 'string', default: '.' },
      commands: { type: 'string' },
      short: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  return {
    only: values.only,
    project: values.project ?? null,
    subfolder: values.subfolder,
    commands: values.commands?.split(',') ?? null,
    short: values.short,
    all: values.all,
  }
}
