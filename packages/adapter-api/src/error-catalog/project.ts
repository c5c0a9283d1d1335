import { ofKind } from './entry.js'

/** The folder of the project and dbt_project.yml. */
export const projectErrors = ofKind('Project', {
  'project-not-found': {
    means: 'The folder holds no dbt_project.yml, or is not there.',
    mend: 'change to the folder of a project, or give it with --project-dir',
  },
  'project-not-valid': {
    means: 'A key of dbt_project.yml has a value of another type than it needs.',
    mend: "lists are written as [a, b], and a mapping as 'key: value' lines indented below its key",
  },
  'project-name-not-valid': {
    means: "The project's `name` is missing, or is no name that a package can have.",
    mend: 'letters, digits and underscores, not starting with a digit',
  },
  'project-folder-taken': {
    means: '`tdbt init` would make a project in a place that holds something else.',
    mend: 'take another name',
  },
  'selectors-not-valid': {
    means: 'selectors.yml is not of the shape that dbt reads.',
    mend: 'an entry has a name and a definition: words of --select, {method, value}, or a list under union or intersection',
  },
  'dbt-version-not-supported': {
    means:
      '`require-dbt-version` of the project, or of a package, leaves out the version of dbt whose ways tdbt follows.',
    mend: 'take another version of the package, or correct the key; --no-version-check lets it pass',
  },
  'project-key-unknown': {
    means: 'dbt_project.yml has a key that dbt does not know.',
    mend: 'correct its name; values of your own belong under vars or meta',
  },
})

/** profiles.yml and the target that it names. */
export const profileErrors = ofKind('Profile', {
  'profile-not-found': {
    means:
      'The project names a profile that no profiles.yml has. tdbt does not use the embedded server instead, since a lost file must not lead to a run on an empty database.',
    mend: 'correct the name, or write the profile into profiles.yml',
  },
  'profile-not-valid': {
    means: 'profiles.yml is not of the shape that dbt reads: names of profiles, each with `outputs`.',
    mend: 'write it as: name of the profile, below it target and outputs, below outputs one mapping for each target',
  },
  'target-not-found': {
    means: 'The profile has no target of the name that `target` or --target gives.',
    mend: 'correct the name, or add the target to outputs',
  },
  'target-not-valid': {
    means: 'A key of the target is missing, or its value is not of its kind.',
    mend: 'a target of Postgres needs type, host, user, password, dbname and schema; port and threads are whole numbers',
  },
  'foreign-schema-not-valid': {
    means:
      'An entry of `foreign_schemas` in the target is not of its shape, or names a target that it can not name.',
    mend: 'write the name of another target of the profile, or a mapping with target, and by, host and port where needed',
  },
  'database-type-unknown': {
    means: 'The target is of a database that tdbt has no adapter for.',
    mend: "tdbt works with 'type: postgres'",
  },
  'embedded-target-not-valid': {
    means:
      'The target is the embedded server (`host: embedded`) and names a database or a user that this server does not have.',
    mend: 'leave dbname and user out',
  },
  'service-not-found': {
    means: 'PGSERVICE names a service that no service file has (pg_service.conf, as psql reads it).',
    mend: 'write the service in ~/.pg_service.conf, or unset PGSERVICE',
  },
  'certificate-not-readable': {
    means:
      'A file of certificates or keys that the target names can not be read, or holds a private key that others may read.',
    mend: 'check the path and the rights of the file',
  },
  'root-certificate-not-found': {
    means:
      "With sslmode verify-ca or verify-full the server's certificate is checked against a root certificate, and there is none.",
    mend: 'name its file by sslrootcert; with sslmode: verify-full, sslrootcert: system takes those that Node trusts',
  },
})
