import { readFileSync } from 'node:fs'
import {
  type ConfigField,
  columnKeys,
  exposureConfigs,
  nodeConfigs,
  type ProjectKey,
  type PropertyKey,
  projectKeys,
  propertyKeys,
  sourceConfigs,
  tableKeys,
  testKeys,
} from '@tdbt/core'
import { type ProfileKey, profileKeys } from '@tdbt/postgres'
import { environmentVariables } from './environment.js'
import { code, markdownTable } from './markdown-table.js'
import { readInterface } from './typescript-interfaces.js'

/** docs/reference/configuration.md */
export function configurationPage(): string {
  return `# Configuration

This page is made from the code by \`npm run docs\`. How the files work together stands in
[the guide](../guide/configuration.md).

- [dbt_project.yml](#dbt_projectyml)
- [profiles.yml](#profilesyml)
- [Configs](#configs)
- [Properties files](#properties-files)
- [tdbt.config.ts](#tdbtconfigts)
- [Environment variables](#environment-variables)

*Not acted on* means: a project may have it, since dbt knows it, and tdbt does nothing with it.

## dbt_project.yml
Values may hold Jinja with \`var\` (of \`--vars\` alone), \`env_var\` and \`target\`. An unknown key is an error.

${markdownTable(
  ['key', 'type', 'default', 'what it is'],
  Object.entries(projectKeys).map(([name, key]) => projectRow(name, key)),
)}

## profiles.yml
\`<profile>: {target: <name>, outputs: {<name>: {type: postgres, ...}}}\`. Values may hold Jinja with \`env_var\` and \`var\`.
\`type\` is \`postgres\`, which is the only one there is. Keys of an output that are not in this table are let through.

${markdownTable(
  ['key', 'type', 'default', 'environment', 'what it is'],
  Object.entries(profileKeys).map(([name, key]) => profileRow(name, key)),
)}

What a key lacks is taken from the service that \`PGSERVICE\` names, then from the environment, then from the default. With
\`host: embedded\` nothing else is needed but \`schema\`; the database and the user are \`tdbt\`.

## Configs
A node's configs come from four places. From the weakest to the strongest: dbt_project.yml of its own package, from the
outer folders to the inner ones; its entry in a properties file; \`config()\` in its own file; for a node of an installed
package, dbt_project.yml of the project. How a config joins those before it:

- *replace*: the nearest value counts.
- *append*: one list of all values.
- *update*: mappings are joined key by key.
- *grants*: as update; a key written as \`+select\` adds to the list that is there.

Other keys than these are kept as they are, for macros (\`config.get('mine')\`); a key that is nearly one of these is warned
about.

${nodeTables()}

### Sources
${configTable(sourceConfigs)}

### Exposures
${configTable(exposureConfigs)}

## Properties files
YAML files beside models, seeds, snapshots, analyses, macros and tests. Values may hold Jinja, but for descriptions, tests
and hooks, which are rendered when they are used. A key that nobody knows is let stand, as in dbt; one that is nearly a
key of this page is warned about.

${propertyTables()}

### tables of a source
${keyTable(tableKeys)}

### columns
${keyTable(columnKeys)}

### one of data_tests
A name, or a mapping of a name to these keys and the arguments of the test's macro.

${keyTable(testKeys)}

## tdbt.config.ts
What \`tdbt ingest\` loads: the default export, made by \`defineConfig\`. tdbt.config.mts, .js and .mjs do as well.

${ingestTables()}

## Environment variables
${markdownTable(
  ['variable', 'what it does'],
  environmentVariables.map(([name, meaning]) => [code(name), meaning]),
)}
`
}

function projectRow(name: string, key: ProjectKey): readonly string[] {
  const notes = [key.describe, ...(key.renderedLate ? ['Jinja is rendered when it is used'] : [])]
  return [
    code(name),
    key.type,
    value(key.default),
    sentences([...notes, ...(key.ignored ? [notActedOn] : [])]),
  ]
}

function profileRow(name: string, key: ProfileKey): readonly string[] {
  return [
    [name, key.otherName ?? []].flat().map(code).join(', '),
    `a ${key.type}`,
    value(key.default),
    key.environment === undefined ? '' : code(key.environment),
    sentences([key.describe]),
  ]
}

/** The nodes that a config may be of, in the words of headings. */
const kinds = { model: 'models', seed: 'seeds', snapshot: 'snapshots', test: 'data tests' } as const

/** A table for each set of kinds that have a config in common; a field that differs by kind is in several. */
function nodeTables(): string {
  const groups = new Map<string, [string, ConfigField][]>()
  const ofField = new Map<
    string,
    { readonly name: string; readonly field: ConfigField; readonly kinds: string[] }
  >()
  for (const [kind, heading] of Object.entries(kinds)) {
    for (const [name, field] of Object.entries(nodeConfigs[kind as keyof typeof kinds])) {
      const id = `${name} ${JSON.stringify(field)} ${field.type.words}`
      const known = ofField.get(id)
      if (known) known.kinds.push(heading)
      else ofField.set(id, { name, field, kinds: [heading] })
    }
  }
  for (const { name, field, kinds: of } of ofField.values()) {
    const heading = of.length === 1 ? of.join() : `${of.slice(0, -1).join(', ')} and ${of.at(-1)}`
    groups.set(heading, [...(groups.get(heading) ?? []), [name, field]])
  }
  return [...groups]
    .map(
      ([heading, fields]) =>
        `### ${heading.charAt(0).toUpperCase()}${heading.slice(1)}\n${configTable(Object.fromEntries(fields))}`,
    )
    .join('\n\n')
}

function configTable(fields: Readonly<Record<string, ConfigField>>): string {
  return markdownTable(
    ['config', 'type', 'default', 'joins by', 'what it does'],
    Object.entries(fields).map(([name, field]) => [
      code(name),
      field.type.words,
      value(field.default),
      field.merge ?? 'replace',
      sentences([field.describe, ...(field.keptOnly ? [notActedOn] : [])]),
    ]),
  )
}

/** Sections with the same keys share a table. */
function propertyTables(): string {
  const sections = new Map<string, string[]>()
  for (const [section, keys] of Object.entries(propertyKeys)) {
    const table = keyTable(keys)
    sections.set(table, [...(sections.get(table) ?? []), section])
  }
  return [...sections].map(([table, names]) => `### ${names.join(', ')}\n${table}`).join('\n\n')
}

function keyTable(keys: Readonly<Record<string, PropertyKey>>): string {
  return markdownTable(
    ['key', 'what it is'],
    Object.entries(keys).map(([name, key]) => [
      code(name),
      sentences([key.describe, ...(key.ignored ? [notActedOn] : [])]),
    ]),
  )
}

function ingestTables(): string {
  const source = readFileSync(
    new URL('../../packages/ingest/src/config/define-source.ts', import.meta.url),
    'utf8',
  )
  const types = {
    IngestConfig: 'the configuration',
    SourceDefinition: 'one of sources',
    FileLocation: 'one of from',
    ColumnDefinition: 'one of columns',
  }
  return Object.entries(types)
    .map(
      ([name, heading]) =>
        `### ${heading}\n${markdownTable(
          ['key', 'type', 'what it is'],
          readInterface(source, name).map((field) => [
            code(field.name),
            code(field.type),
            `${field.comment}${field.optional ? '' : ' It must be there.'}`.trim(),
          ]),
        )}`,
    )
    .join('\n\n')
}

const notActedOn = '*Not acted on*'

function value(given: unknown): string {
  if (given === undefined) return ''
  return given === null ? 'none' : code(typeof given === 'string' ? given : JSON.stringify(given))
}

function sentences(parts: readonly string[]): string {
  return parts.map((part) => `${part}.`).join(' ')
}
