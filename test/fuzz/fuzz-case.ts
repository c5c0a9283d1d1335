import { type BaseName, baseNames, baseProject, bases } from './base-projects.js'
import type { Draft, Mutator } from './draft.js'
import { mutateBytes } from './mutate/bytes.js'
import { mutateCsv } from './mutate/csv.js'
import { mutateFiles } from './mutate/files.js'
import { mutateFlags } from './mutate/flags.js'
import { mutateProfile } from './mutate/profile.js'
import { mutateTemplate } from './mutate/templates.js'
import { mutateYaml } from './mutate/yaml.js'
import type { ProjectFiles } from './project-files.js'
import { createRandom, type Random } from './random.js'

/** A broken project, and the calls that it is tried with. */
export interface FuzzCase {
  readonly number: number
  readonly base: BaseName
  readonly files: ProjectFiles
  /** What was done to the base, one line each. */
  readonly mutations: readonly string[]
  readonly calls: readonly (readonly string[])[]
  readonly env: Readonly<Record<string, string>>
  /** Runs as a process of its own, as a user's call does; most run inside a worker, which takes a third of the time. */
  readonly asProcess: boolean
}

/** The batch that every base is built of before a case, and the one that a case's own files hold. */
export const builtBatch = 1
export const caseBatch = 2

const processEvery = 50

const mutators: readonly (readonly [weight: number, mutator: Mutator])[] = [
  [34, mutateTemplate],
  [26, mutateYaml],
  [10, mutateBytes],
  [10, mutateCsv],
  [8, mutateProfile],
  [8, mutateFiles],
  [4, mutateFlags],
]

/** The case of a number: always the same for the same seed, whichever others are run. */
export function makeCase(
  seed: number,
  number: number,
  envOf: (base: BaseName) => Readonly<Record<string, string>>,
): FuzzCase {
  const random = createRandom(seed, number)
  const base = random.pick(baseNames)
  const draft: Draft = { files: baseProject(base, caseBatch), env: { ...envOf(base) }, flags: [] }
  const wanted = random.pick([1, 1, 1, 1, 1, 2, 2, 3, 5])
  const mutations: string[] = []
  while (mutations.length < wanted) {
    const what = pickMutator(random)(random, draft)
    if (what !== null) mutations.push(what)
  }
  return {
    number,
    base,
    files: draft.files,
    mutations,
    calls: bases[base].commands.map((command) => [command, ...(command === 'build' ? draft.flags : [])]),
    env: draft.env,
    asProcess: number % processEvery === 0,
  }
}

function pickMutator(random: Random): Mutator {
  const total = mutators.reduce((sum, [weight]) => sum + weight, 0)
  let left = random.below(total)
  for (const [weight, mutator] of mutators) {
    if (left < weight) return mutator
    left -= weight
  }
  throw new Error('the weights do not add up')
}
