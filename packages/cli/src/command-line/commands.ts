import type { CommandDefinition } from './command-definition.js'

export const commands: readonly CommandDefinition[] = [
  {
    name: 'build',
    describe: 'Run seeds, models, snapshots and tests in the order of the graph',
    load: () => import('../commands/build.js'),
  },
  { name: 'run', describe: 'Run models', load: () => import('../commands/run.js') },
  { name: 'test', describe: 'Run tests', load: () => import('../commands/test.js') },
  { name: 'seed', describe: 'Load the CSV files of the project', load: () => import('../commands/seed.js') },
  { name: 'snapshot', describe: 'Run snapshots', load: () => import('../commands/snapshot.js') },
  {
    name: 'compile',
    describe: 'Write the SQL of nodes to target/compiled without running it',
    load: () => import('../commands/compile.js'),
  },
  {
    name: 'show',
    describe: 'Show the first rows of a node or a query',
    load: () => import('../commands/show.js'),
  },
  {
    name: 'ls',
    aliases: ['list'],
    describe: 'List the nodes of the project',
    load: () => import('../commands/ls.js'),
  },
  {
    name: 'parse',
    describe: 'Read the project and write its manifest',
    load: () => import('../commands/parse.js'),
  },
  {
    name: 'ingest',
    describe: 'Load the sources that tdbt.config.ts describes',
    load: () => import('../commands/ingest.js'),
  },
  {
    name: 'server',
    describe: 'The Postgres that tdbt brings along',
    withoutBanner: true,
    action: ['start', 'stop', 'status', 'url', 'reset'],
    load: () => import('../commands/server.js'),
  },
  {
    name: 'debug',
    describe: 'Check everything that a run needs, and say how to mend it',
    load: () => import('../commands/debug.js'),
  },
  {
    name: 'clean',
    describe: "Remove the project's clean-targets",
    load: () => import('../commands/clean.js'),
  },
]

/** Commands of dbt's that are not there yet. */
export const missingCommands: readonly string[] = [
  ...['clone', 'deps', 'docs', 'init', 'login', 'retry', 'run-operation', 'source'],
]
