import type { Invocation } from '../invocation/invocation.js'
import { execute } from './execute.js'
import type { CommandOutcome, Services } from './services.js'

type Command = (invocation: Invocation, services: Services) => Promise<CommandOutcome>

/** `tdbt run` */
export const runModels: Command = (invocation, services) =>
  execute(invocation, services, { types: ['model'], testsBlock: false })

/** `tdbt test` */
export const testNodes: Command = (invocation, services) =>
  execute(invocation, services, { types: ['test', 'unit_test'], testsBlock: false })

/** `tdbt seed` */
export const seed: Command = (invocation, services) =>
  execute(invocation, services, { types: ['seed'], testsBlock: false })

/** `tdbt snapshot` */
export const snapshot: Command = (invocation, services) =>
  execute(invocation, services, { types: ['snapshot'], testsBlock: false })

/** `tdbt build`: seeds, models, snapshots and tests in the order of the graph. */
export const buildAll: Command = (invocation, services) =>
  execute(invocation, services, {
    types: ['model', 'seed', 'snapshot', 'test', 'unit_test', 'exposure', 'saved_query'],
    testsBlock: true,
  })
