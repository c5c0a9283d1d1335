import { ofKind } from './entry.js'

/** Selections, commands and files while they work. */
export const runtimeErrors = {
  ...ofKind('Runtime', {
    'node-too-old': {
      means: 'The Node that runs tdbt is older than it needs (`tdbt debug` looks).',
      mend: 'install Node 20.19 or newer',
    },
    'selection-not-valid': {
      means: 'A word of --select or --exclude is not of the form that its method needs.',
      mend: 'write a name, a path, or method:value with + and @ around it',
    },
    'selection-method-unknown': {
      means: 'What stands before the colon of a selection is no method that tdbt has.',
      mend: 'correct the method; a name or a path needs none',
    },
    'selector-not-found': {
      means: '--selector names none of the selectors of selectors.yml.',
      mend: 'correct the name, or write the selector into selectors.yml beside dbt_project.yml',
    },
    'resource-type-unknown': {
      means: '--resource-type, or `resource_type:` in a selection, names no type of resources.',
      mend: 'use model, seed, snapshot, test, source, analysis or exposure',
    },
    'show-one': {
      means: '`tdbt show` shows the rows of one model or of one query.',
      mend: "tdbt show --select my_model, or tdbt show --inline 'select 1 as one'",
    },
    'reset-not-confirmed': {
      means:
        '`tdbt server reset` deletes every table of the embedded server, and nobody is there to be asked.',
      mend: 'say so with --yes',
    },
    'clean-not-safe': {
      means: '`clean-targets` names a folder outside the project, or one that holds its source files.',
      mend: 'take it out of clean-targets',
    },
    'project-not-writable': {
      means: '`tdbt init` can not read or write a file of the project.',
      mend: 'check the rights and the space of the folder, or take another',
    },
    'target-not-writable': {
      means: 'The folder for compiled SQL and artifacts can not be written.',
      mend: 'check the rights and the space of the folder, or name another with --target-path',
    },
    'run-results-not-valid': {
      means: 'A file that --results names is no run_results.json, as a run leaves one in its target folder.',
      mend: 'give the run_results.json of the commands that have run the nodes',
    },
    'name-too-long': {
      means:
        'The name of a relation or of a schema is longer than the database keeps. It would be cut without an error, so that two could become one.',
      mend: 'give it a shorter name, alias or schema',
    },
    'seed-not-valid': {
      means: 'A seed is no CSV file that can be read.',
      mend: 'no row has more values than the header; values that hold the delimiter stand in double quotes',
    },
    interrupted: {
      means: 'The work was interrupted (Ctrl-C). What the database had not committed is rolled back.',
      mend: 'run it again',
    },
    'raised-runtime-error': {
      means: 'A macro ended the work itself, by `exceptions.raise_fail_fast_error`.',
      mend: 'the message is the text of that macro: look there for what it wants',
    },
  }),
  ...ofKind('Dependency', {
    'raised-dependency-error': {
      means: 'A macro ended the work itself, by `exceptions.raise_dependency_error`.',
      mend: 'the message is the text of that macro: look there for what it wants',
    },
  }),
}
