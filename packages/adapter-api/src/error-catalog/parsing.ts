import { ofKind } from './entry.js'

/** Files that can't be read as what they should be. */
export const parsingErrors = ofKind('Parsing', {
  'yaml-syntax': {
    means: 'The file is no YAML that can be read.',
    mend: 'mend the line: indent with spaces, and quote texts that hold a colon or begin with a sign',
  },
  'project-file-not-readable': {
    means: 'A file or a folder of the project is there, but can not be read.',
    mend: 'check its rights, and that a file is no folder and a link leads somewhere',
  },
  'not-utf8': {
    means: 'A file of the project is not encoded in UTF-8, so that some of its letters would be lost.',
    mend: 'save it as UTF-8: iconv -f latin1 -t utf-8 turns the most common other encoding',
  },
  'env-var-missing': {
    means: '`env_var()` names a variable of the environment that is not set, and gives no default.',
    mend: "set it in the environment, or give a default as env_var's second argument",
  },
  'env-var-secret': {
    means:
      'A variable whose name begins with DBT_ENV_SECRET may be read in profiles.yml and packages.yml alone, where it can not get into SQL or artifacts.',
    mend: 'read it in profiles.yml, or give the variable another name',
  },
  'python-model': {
    means: 'The project has a model in Python, which Postgres does not run.',
    mend: 'write it in SQL (a .sql file of the same name); or leave it out: enabled: false in its properties, or a line in .dbtignore',
  },
  'not-there-yet': {
    means: 'The project asks for something of dbt that tdbt does not have yet, and that can not be left out.',
    mend: 'do without it, or disable the resource',
  },
  'properties-not-valid': {
    means: 'A properties file (schema.yml) has something of another shape than dbt reads there.',
    mend: "write 'models:', 'sources:' and the like as lists of mappings, each with a 'name'",
  },
  'described-twice': {
    means: 'Two entries of properties files describe the same resource.',
    mend: 'merge the two',
  },
  'versions-not-valid': {
    means: 'The `versions` of a model are not what dbt reads there, or its `latest_version` is none of them.',
    mend: 'write versions as a list of mappings, each with a v of its own',
  },
  'constraint-not-valid': {
    means: 'A constraint of a model or a column is of no known type, or primary keys contradict each other.',
    mend: 'write type: check, not_null, unique, primary_key, foreign_key or custom',
  },
  'contract-without-columns': {
    means: 'A model whose contract is enforced has properties that describe none of its columns.',
    mend: 'list the columns with their data_type, or do not enforce the contract',
  },
  'unit-test-not-valid': {
    means:
      'A unit test names a model or rows that are not there, or says too little of an incremental model.',
    mend: 'write its model, given with an input and rows each, and expect with rows',
  },
  'metric-not-valid': {
    means: 'A metric or a saved query names a measure or a metric that is not there.',
    mend: 'correct the name, or describe the measure in a semantic model',
  },
  'time-spine-not-valid': {
    means: 'The `time_spine` of a model names columns that its properties do not describe.',
    mend: 'describe the columns under columns, the one of the standard granularity with its granularity',
  },
  'ref-not-allowed': {
    means:
      'A resource reads a model whose access says that it is not for it: private to a group, or protected in a package.',
    mend: 'put the reader into the group, or give the model a wider access',
  },
  'access-not-valid': {
    means: 'The access of a model does not go with its materialization.',
    mend: 'change one of the two',
  },
  'group-not-found': {
    means: 'The config `group` of a model names a group that no properties file describes.',
    mend: 'correct the name, or describe the group under groups, with its owner',
  },
  'config-twice': {
    means: 'A config stands both below `config` and beside it.',
    mend: 'write it in one place',
  },
  'config-type': {
    means: 'A config has a value of another type than it needs.',
    mend: 'in config() a text stands in quotes, true and false without, a list in [...] and a mapping in {...}',
  },
  'seed-reads': {
    means: 'A hook of a seed has a ref or a source in it. A seed is loaded before all else.',
    mend: 'name the relation by its schema and name, or move the hook to a model',
  },
  'name-with-blank': {
    means: 'The name of a resource has a blank in it, which dbt 1.11 refuses.',
    mend: 'rename it, or set the flag require_resource_names_without_spaces to false in dbt_project.yml',
  },
  'test-not-valid': {
    means: 'An entry under `data_tests` is no name of a test, or no mapping of a name to its arguments.',
    mend: 'write a name, or a name with its arguments indented below it',
  },
  'test-not-found': {
    means: 'A properties file names a generic test that neither the project nor its packages define.',
    mend: 'correct the name, or define it: {% test name(model, column_name) %} in tests/generic or macros',
  },
})
