import { expect, it } from 'vitest'
import { parseErrors } from '../support/parse-shop.js'

const profiles = (text: string): Record<string, string> => ({ 'profiles.yml': text })

it.each([
  ['no mapping', '- a\n', 'Project dbt_project.yml:1:1 dbt_project.yml must be a mapping'],
  ['empty', '', 'Project dbt_project.yml:1:1 dbt_project.yml must be a mapping'],
  [
    'no YAML',
    'name: shop\n profile: shop\n',
    'Parsing dbt_project.yml:2:9 invalid YAML: bad indentation of a mapping entry',
  ],
  [
    'a key that is none',
    'name: shop\nprofile: shop\nmodel-path: [x]\n',
    "Project dbt_project.yml:3:1 'model-path' is no key of dbt_project.yml [did you mean 'model-paths'?]",
  ],
  [
    'a name that is none',
    'name: my-shop\nprofile: shop\n',
    "Project dbt_project.yml:1:7 'my-shop' is no valid project name",
  ],
  [
    'vars as a list',
    'name: shop\nprofile: shop\nvars: [1]\n',
    "Project dbt_project.yml:3:7 'vars' must be a mapping",
  ],
  [
    'a var that is not given',
    'name: shop\nprofile: shop\nmodels: {+schema: "{{ var(\'x\') }}"}\n',
    "Compilation dbt_project.yml:3:20 could not render 'models.+schema': required var 'x' not found in --vars [pass it: --vars 'x: value']",
  ],
  [
    'a profile that is no name',
    'name: shop\nprofile: {a: 1}\n',
    "Project dbt_project.yml:2:10 'profile' must be the name of a profile",
  ],
  [
    'a profile that only JavaScript knows',
    'name: shop\nprofile: constructor\n',
    "Profile dbt_project.yml:2:10 the profile 'constructor' was not found in profiles.yml [profiles there: shop]",
  ],
  [
    'a profile that is not there',
    'name: shop\nprofile: shp\n',
    "Profile dbt_project.yml:2:10 the profile 'shp' was not found in profiles.yml [did you mean 'shop'?]",
  ],
])('a dbt_project.yml with %s', (_title, text, expected) => {
  expect(parseErrors({ 'dbt_project.yml': text })).toEqual([expected])
})

it.each([
  [
    'no target of that name',
    'shop:\n  target: prd\n  outputs:\n    prod: {type: tiny}\n',
    "Profile profiles.yml:2:11 the profile 'shop' has no target named 'prd' [did you mean 'prod'?]",
  ],
  [
    'a target that is no name',
    'shop:\n  target: [dev]\n  outputs:\n    dev: {type: tiny}\n',
    "Profile profiles.yml:2:11 'target' of the profile 'shop' must be the name of a target",
  ],
  [
    'a target that only JavaScript knows',
    'shop:\n  target: __proto__\n  outputs:\n    prod: {type: tiny}\n',
    "Profile profiles.yml:2:11 the profile 'shop' has no target named '__proto__' [targets there: prod]",
  ],
  [
    'a password that is half a template',
    'shop:\n  target: dev\n  outputs:\n    dev: {type: tiny, password: "x {{ s3cret s3cret }}"}\n',
    "Compilation profiles.yml:4:34 could not render 'shop.outputs.dev.password': it is no valid template",
  ],
  [
    'an environment variable that is not set',
    'shop:\n  target: dev\n  outputs:\n    dev: {type: tiny, password: s3cret, host: "{{ env_var(\'NOPE\') }}"}\n',
    "Parsing profiles.yml:4:48 could not render 'shop.outputs.dev.host': env var required but not provided: 'NOPE' [set NOPE in the environment, or give a default: env_var('NOPE', '...')]",
  ],
  ['no outputs', 'shop: {}\n', "Profile profiles.yml:1:7 the profile 'shop' has no 'outputs'"],
  [
    'threads that are no number',
    'shop:\n  target: dev\n  outputs:\n    dev: {type: tiny, dbname: d, schema: s, threads: many}\n',
    "Profile profiles.yml:4:54 'threads' of the target 'dev' must be a whole number above 0",
  ],
  [
    'another type of database',
    'shop:\n  target: dev\n  outputs:\n    dev:\n      type: snowflake\n      account: x\n',
    "Profile profiles.yml:5:13 the target 'dev' is of the type 'snowflake', which tdbt has no adapter for [tdbt works with 'type: tiny'; or remove 'profile' from dbt_project.yml to use the embedded server]",
  ],
])('a profile with %s', (_title, text, expected) => {
  expect(parseErrors(profiles(text))).toEqual([expected])
})

it('secrets are for profiles alone', () => {
  const options = { env: { DBT_ENV_SECRET_X: 'hidden' } }
  expect(parseErrors({ 'models/a.sql': "{{ env_var('DBT_ENV_SECRET_X') }}" }, options)).toEqual([
    "Parsing models/a.sql:1:4 secret env vars are allowed only in profiles.yml and packages.yml: 'DBT_ENV_SECRET_X'",
  ])
})
