import { ofKind } from './entry.js'

/** Templates that can't be rendered, and what they name. */
export const compilationErrors = ofKind('Compilation', {
  'jinja-syntax': {
    means: 'A template breaks the rules of Jinja.',
    mend: 'look at the marked place and a little before it: is every {{, {% and bracket closed, and every block ended?',
  },
  'jinja-undefined': {
    means: 'A template uses a name that nothing defines: no macro, no variable, no function.',
    mend: 'correct the name, or define it with {% set %} or as a macro',
  },
  'jinja-runtime': {
    means:
      'An expression of a template failed as it would in Python: a wrong type, a missing key, a division by zero.',
    mend: 'look at the values that the marked expression gets; {{ log(value, info=true) }} shows one',
  },
  'raised-by-macro': {
    means:
      'A macro of the project or of a package ended the work itself, by `exceptions.raise_compiler_error` or its like.',
    mend: 'the message is the text of that macro: look there for what it wants',
  },
  'warning-as-error': {
    means: 'A warning, of which --warn-error or --warn-error-options make an error.',
    mend: 'mend what it says, or let it be a warning: --warn-error-options takes its name under `warn`',
  },
  'bad-argument': {
    means: 'A function that templates can call was given arguments that it can not work with.',
    mend: "see how it is called in dbt's reference of Jinja functions",
  },
  'call-out-of-place': {
    means: 'A function was called where it has no meaning.',
    mend: 'move it into a materialization of seeds',
  },
  'query-not-possible': {
    means: 'A template runs a query where none can be run, such as in a YAML file.',
    mend: 'run the query in a model or a macro that a model calls, behind {% if execute %}',
  },
  'macro-not-found': {
    means: 'No macro of that name is in the project, its packages or those that tdbt brings.',
    mend: 'correct the name, or define the macro in the folder macros',
  },
  'operation-ephemeral': {
    means:
      'A macro that `tdbt run-operation` calls has a `ref()` to an ephemeral model, which no relation stands for.',
    mend: 'read a table or a view, or write the query in a model',
  },
  'macro-twice': {
    means: 'A package defines two macros of one name.',
    mend: 'rename or remove one',
  },
  'dispatch-name': {
    means: "`adapter.dispatch` was given a macro's name with its package in front.",
    mend: 'give the package as the second argument',
  },
  'ref-arguments': {
    means: '`ref()` or `source()` was called with arguments that name nothing.',
    mend: "write ref('model'), ref('package', 'model') or source('source_name', 'table_name')",
  },
  'ref-not-found': {
    means: '`ref()` names a model, seed or snapshot that is not in the project.',
    mend: 'correct the name, or add the model',
  },
  'ref-disabled': {
    means: '`ref()` names something that is there, but disabled.',
    mend: 'enable it, or disable what reads it too',
  },
  'ref-not-seen': {
    means:
      '`ref()` was reached only when the node ran, so that the order of the run could not take it into account. It stands behind `execute` or behind the result of a query.',
    mend: "add a comment to the file: -- depends_on: {{ ref('name') }}",
  },
  'source-not-found': {
    means: '`source()` names a table that no properties file describes.',
    mend: 'correct the name, or describe the table under sources in a properties file',
  },
  'source-disabled': {
    means: '`source()` names a table that is described, but disabled.',
    mend: 'enable it, or disable what reads it too',
  },
  'foreign-read': {
    means:
      'A node in a foreign schema reads what lives on another server. Links lead from the servers of foreign schemas to that of the target, and nowhere else.',
    mend: 'give the node a schema that lives on the server of the target',
  },
  'source-twice': {
    means: 'Two entries of properties files describe the same table of a source.',
    mend: 'merge the two',
  },
  cycle: {
    means: 'Nodes read each other in a circle, so that none of them can be built first.',
    mend: 'take one of these refs away: each node can only read what is built before it',
  },
  'name-twice': {
    means: 'Two models, seeds or snapshots of a package have one name, so that `ref()` could mean either.',
    mend: 'rename one of them',
  },
  'test-twice': {
    means:
      'A test is there twice: one test with the same arguments is listed twice at a column, or two tests have one name.',
    mend: 'take one away, or give one a name of its own',
  },
  'relation-twice': {
    means: 'Two nodes would be built as the same relation.',
    mend: 'give one another alias or schema',
  },
  'docs-block-not-found': {
    means: "`doc()` names a docs block that is in none of the project's Markdown files.",
    mend: 'correct the name, or write the block: {% docs name %} ... {% enddocs %} in a file ending in .md',
  },
  'docs-block-twice': {
    means: 'A package has two docs blocks of one name.',
    mend: 'rename or remove one',
  },
  'var-not-found': {
    means: '`var()` names a variable that is not set, and gives no default.',
    mend: "set it under vars in dbt_project.yml, pass it with --vars, or give a default as var's second argument",
  },
  'hook-twice': {
    means:
      'A call of `config()` sets the same hook by both of its names, with a hyphen and with an underscore.',
    mend: 'keep one of the two, as a list if there are several statements',
  },
  'config-missing': {
    means: 'A config that the materialization or a macro needs was not set.',
    mend: 'add it to the config() of the node, or to its properties',
  },
  'contract-broken': {
    means:
      "The columns of a model's query are not those of its contract, or the contract leaves out their types.",
    mend: 'make the columns of the properties file and those of the query the same, each with a data_type',
  },
  'materialization-not-found': {
    means: 'No package has a materialization of the name that `materialized` gives.',
    mend: 'correct the name, or define the materialization in the folder macros',
  },
  'relation-of-other-kind': {
    means: 'A relation of another kind stands where the node should be built.',
    mend: 'drop it, or run with --full-refresh',
  },
  'cross-database': {
    means: 'A relation of another database was named. A session of Postgres sees its own database alone.',
    mend: "use the target's database, or bring the table there (by a foreign table, say)",
  },
  'strategy-not-found': {
    means:
      'The `incremental_strategy` of a model, or the `strategy` of a snapshot, is none that the database or the project has.',
    mend: 'use append, delete+insert or merge; for snapshots timestamp or check; or define a macro for it',
  },
  'delimiter-not-valid': {
    means: 'The config `delimiter` of a seed is not one character.',
    mend: 'write one character in quotes; a tab is "\\t" in double quotes',
  },
  'snapshot-not-valid': {
    means:
      'The configs of a snapshot contradict each other or are not valid, or its table was not made by a snapshot.',
    mend: 'correct the configs of the snapshot',
  },
  'test-without-result': {
    means:
      'A materialization of tests that the project defines ran no statement whose result could be judged.',
    mend: "let it run its query by {% call statement('main', fetch_result=true) %}",
  },
})
