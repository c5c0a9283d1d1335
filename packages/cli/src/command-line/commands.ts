import type { CommandDefinition } from './command-definition.js'

const writesResults = 'Writes manifest.json, run_results.json and the SQL of each node to the target folder.'

export const commands: readonly CommandDefinition[] = [
  {
    name: 'init',
    describe: 'Make a project that runs at once, or prepare one that there is',
    word: {
      name: 'project_name',
      describe: 'Name of the project and of its folder; else the working folder becomes one',
      optional: true,
      isFolder: true,
    },
    details:
      "Asks nothing and overwrites nothing. A new project has a source, a seed, models and tests, and its source is loaded into the embedded server. In a dbt project it adds what .gitignore lacks, makes a profile for the embedded server where the project's own is nowhere, and says what tdbt can't run; nothing is loaded.",
    load: () => import('../commands/init.js'),
  },
  {
    name: 'build',
    describe: 'Run seeds, models, snapshots and tests in the order of the graph',
    details: `What reads a node waits for its tests, and is skipped where one of them fails. ${writesResults}`,
    load: () => import('../commands/build.js'),
  },
  {
    name: 'run',
    describe: 'Run models',
    details: `Tests nothing and loads no seed. What reads a failed model is skipped; other branches go on. ${writesResults}`,
    load: () => import('../commands/run.js'),
  },
  {
    name: 'test',
    describe: 'Run tests',
    details: `Runs the data tests of the selected nodes, and singular tests that are selected by name. Changes nothing in the database but for tests that store their failing rows. ${writesResults}`,
    load: () => import('../commands/test.js'),
  },
  {
    name: 'seed',
    describe: 'Load the CSV files of the project',
    details: `Puts new rows in the place of the old ones, in one transaction; where the columns have changed, or with --full-refresh, the table is made anew and swapped in. ${writesResults}`,
    load: () => import('../commands/seed.js'),
  },
  {
    name: 'snapshot',
    describe: 'Run snapshots',
    details: `Adds a version of every row that is new or has changed, and closes the version before it. ${writesResults}`,
    load: () => import('../commands/snapshot.js'),
  },
  {
    name: 'run-hooks',
    describe: 'Run the hooks of a run alone',
    word: {
      name: 'when',
      describe: 'The hooks before a run, or those after it',
      choices: ['on-run-start', 'on-run-end'],
    },
    details: `For schedulers that run each node by a command of its own, with --no-run-hooks. on-run-start makes the schemas of all nodes first; on-run-end hooks see the results of the files of --results, of each node the latest. A selection does not apply. ${writesResults.replace('each node', 'each hook')}`,
    load: () => import('../commands/run-hooks.js'),
  },
  {
    name: 'run-operation',
    describe: 'Call a macro',
    word: { name: 'macro', describe: 'Name of the macro, alone or after its package: package.macro' },
    details:
      'Each statement of the macro is a transaction of its own, unless it begins one itself. No hooks are run. Writes manifest.json and run_results.json to the target folder.',
    load: () => import('../commands/run-operation.js'),
  },
  {
    name: 'compile',
    describe: 'Write the SQL of nodes to target/compiled without running it',
    details: 'Connects to the database, since templates may ask it. Prints the SQL of nodes that are named.',
    load: () => import('../commands/compile.js'),
  },
  {
    name: 'docs',
    describe: 'Write what the project and its tables are to artifacts',
    word: { name: 'action', choices: ['generate'] },
    details:
      'generate compiles the selected nodes, as compile does, and asks the database for the columns and comments of their relations: writes manifest.json, run_results.json, catalog.json and the SQL of nodes to the target folder. The page that shows them is not there yet.',
    load: () => import('../commands/docs.js'),
  },
  {
    name: 'show',
    describe: 'Show the first rows of a node or a query',
    details:
      'Runs the SQL of one node (--select) or of a query (--inline), which may use ref and source. Builds nothing: what the node reads must be there.',
    load: () => import('../commands/show.js'),
  },
  {
    name: 'ls',
    aliases: ['list'],
    describe: 'List the nodes of the project',
    details: 'Connects to no database. Shows what a selection means before it is run.',
    load: () => import('../commands/ls.js'),
  },
  {
    name: 'parse',
    describe: 'Read the project and write its manifest',
    details: 'Connects to no database. Tells all mistakes of the project at once.',
    load: () => import('../commands/parse.js'),
  },
  {
    name: 'ingest',
    describe: 'Load the sources that tdbt.config.ts describes',
    details:
      'Loads each file into a new table and puts that in the place of the old one; a load that fails changes nothing, and a file that is loaded already is skipped. --select takes source:name and source:name.table.',
    exitCodes: {
      3: 'a file could not be downloaded, or not be put where it is to land; give another one with --data',
    },
    load: () => import('../commands/ingest.js'),
  },
  {
    name: 'link',
    describe: 'Let the server of the target read the schemas that live on others (foreign_schemas)',
    details:
      'Links what nodes on the server of the target read of its foreign schemas, by foreign tables or by copies. What tdbt ingest loads and tdbt builds there is linked by these commands; this one is for the first time, and for what other programs have loaded. Nothing is done where all is as it should be, but copies are always made anew.',
    load: () => import('../commands/link.js'),
  },
  {
    name: 'server',
    describe: 'The Postgres that tdbt brings along',
    details:
      'start keeps it up until stop; status tells where it listens and where its data is; url prints its address for psql; reset deletes its data. Commands of a project on the embedded server start it by themselves, and it stops when it has had no client for a minute.',
    withoutBanner: true,
    word: { name: 'action', choices: ['start', 'stop', 'status', 'url', 'reset'] },
    load: () => import('../commands/server.js'),
  },
  {
    name: 'debug',
    describe: 'Check everything that a run needs, and say how to mend it',
    details:
      'Looks at Node, the project, the profile, the connection and the right to create a schema. Exits with 1 where a check fails.',
    load: () => import('../commands/debug.js'),
  },
  {
    name: 'deps',
    describe: 'Install the packages that packages.yml asks for',
    details:
      "Installs what packages.yml or dependencies.yml asks for, and what those packages ask for, into dbt_packages, in the versions that package-lock.yml names; where that is missing or was made for something else it is written first. What was installed stays until everything is fetched. Packages come from dbt's hub (DBT_PACKAGE_HUB_URL names another), git repositories, archives and folders. Needs no profile.",
    load: () => import('../commands/deps.js'),
  },
  {
    name: 'clean',
    describe: "Remove the project's clean-targets",
    details: 'Refuses folders outside the project and those that hold its sources.',
    load: () => import('../commands/clean.js'),
  },
]

/** Commands of dbt's that are not there yet. */
export const missingCommands: readonly string[] = [...['clone', 'login', 'retry', 'source']]
