import { ofKind } from './entry.js'

/** What the database would not do. */
export const databaseErrors = ofKind('Database', {
  'sql-syntax': {
    means: 'The SQL is not valid: the server could not read it.',
    mend: 'look at the marked place and a little before it, and at the compiled SQL in the target folder',
  },
  'relation-missing': {
    means: 'The SQL reads a table or view that is not in the database.',
    mend: "build it first, or correct the name; models are read by {{ ref('...') }} and raw tables by {{ source('...', '...') }}",
  },
  'column-missing': {
    means: 'The SQL names a column that none of its tables has.',
    mend: 'correct the name, or say which table it is of; names in double quotes keep their capital letters',
  },
  'column-twice': {
    means: 'The query gives two columns of one name, which no table can have.',
    mend: 'name the columns one by one instead of *, or give one of them another name with as',
  },
  'column-ambiguous': {
    means: 'A column is named that more than one table of the query has.',
    mend: "put the table's name in front of it",
  },
  'function-missing': {
    means: 'The SQL calls a function, or uses an operator, that there is not for the types of its arguments.',
    mend: 'correct the name, or cast the arguments',
  },
  'type-mismatch': {
    means: 'A value of one type stands where another type is needed.',
    mend: 'cast it: value::type',
  },
  'schema-missing': {
    means: 'The SQL names a schema that is not in the database.',
    mend: 'correct the name, or create the schema',
  },
  'no-permission': {
    means: 'The user of the profile has no right to do this in the database.',
    mend: 'let the owner grant it (grant create on database ..., grant usage on schema ...), or use another user or schema',
  },
  'foreign-relation-missing': {
    means: 'What a foreign schema should have is not on the server that it lives on.',
    mend: 'load or build it there first, or correct the schema and the name',
  },
  'link-place-taken': {
    means:
      "On the target's own server something of its own has the name by which a relation of a foreign schema would be read there.",
    mend: 'rename or drop it, or take its schema out of foreign_schemas',
  },
  'link-not-permitted': {
    means: 'The user of the profile may not set up what reads the other server.',
    mend: 'let a superuser create the extension postgres_fdw, or write by: copy',
  },
  'link-unreachable': {
    means: "The target's own server can not reach, or not log in to, the server of a foreign schema.",
    mend: 'write under foreign_schemas the host and port by which this server reaches it, or by: copy, which goes by way of tdbt',
  },
  'value-not-valid': {
    means:
      'A value can not be turned into the type that is wanted, is too long for it, or a calculation has no result.',
    mend: 'find the rows that hold it, and clean them in the query before they are cast',
  },
  'constraint-violated': {
    means:
      'A row breaks a constraint: a key that is there twice, a null where none may be, a check that fails.',
    mend: 'find the rows that break it, or drop the constraint',
  },
  'transaction-conflict': {
    means: "The server ended the transaction since it and another stood in each other's way, more than once.",
    mend: 'run it again when the other work is done',
  },
  'lock-timeout': {
    means: 'A lock was not given in time: somebody else works on the relation.',
    mend: 'run it again when they are done',
  },
  'statement-cancelled': {
    means: 'The server ended the statement: a statement_timeout ran out, or somebody cancelled it.',
    mend: 'raise statement_timeout, or make the query faster',
  },
  'disk-full': {
    means: "The server's disk is full. What was written by the statement is rolled back.",
    mend: 'make room on the disk of the server, then run again',
  },
  'server-resources': {
    means: 'The server has run out of memory, or of another of its resources.',
    mend: 'lower threads of the profile, or give the server more',
  },
  'sql-rejected': {
    means:
      'The server rejected the SQL for a reason that has no code of its own here; the SQLSTATE names it.',
    mend: "the message is the server's own: look at the compiled SQL in the target folder",
  },
  'relation-locked': {
    means:
      'The new version of a relation could not take the place of the old one, since others work with it. The old version stays.',
    mend: 'Run it again when they are done.',
  },
  'versions-still-read': {
    means:
      'Views that could not be moved to the new version of a relation keep reading older ones, and there are more of those than tdbt keeps.',
    mend: 'Move what reads them to the present one, or drop them.',
  },
  'test-result-shape': {
    means: 'The query of a test gave something else than one row with the number of failures.',
    mend: "check its fail_calc and the materialization 'test'",
  },
  'raised-database-error': {
    means: 'A macro ended the work itself, by `exceptions.raise_database_error`.',
    mend: 'the message is the text of that macro: look there for what it wants',
  },
})
