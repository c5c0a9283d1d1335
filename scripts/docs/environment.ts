/** The environment variables that tdbt reads, but for those of flags (`DBT_<FLAG>`). */
export const environmentVariables: readonly (readonly [name: string, meaning: string])[] = [
  ['DBT_<FLAG>, DBT_ENGINE_<FLAG>', 'Value of a flag; see [commands](commands.md)'],
  [
    'DBT_ENV_SECRET_...',
    'For secrets: `env_var` gives them in profiles.yml alone, and they are never printed or logged',
  ],
  ['DBT_ENV_CUSTOM_ENV_...', 'Goes into the metadata of the artifacts'],
  [
    'PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGPASSFILE, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT, PGSSLKEY',
    'What a profile leaves out, as in libpq; see [profiles.yml](#profilesyml)',
  ],
  ['DBT_PACKAGE_HUB_URL', 'Where `tdbt deps` asks for packages; else hub.getdbt.com'],
  ['PGSERVICE', 'Service of a service file, whose keys go before these variables'],
  ['PGSERVICEFILE, PGSYSCONFDIR', 'Where the service file is; else ~/.pg_service.conf'],
  ['PGOPTIONS', 'Options of each session, as `-c name=value`; not with a `search_path` in the profile'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'Proxy for downloads and landings of `tdbt ingest`'],
  [
    'AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL …',
    'S3: what the tools of AWS read, with the same meaning',
  ],
  ['NO_COLOR', 'No colours'],
  ['FORCE_COLOR', 'Colours even where the output is no terminal'],
  ['TERM', '`dumb` for no colours'],
  ['HOME', 'Where ~/.dbt/profiles.yml and the files of libpq are looked for'],
  ['APPDATA', 'Where the files of libpq are looked for on Windows'],
  ['XDG_CACHE_HOME', "Where the embedded server's programs are kept; else ~/.cache"],
  ['LOCALAPPDATA', 'The same on Windows'],
]
