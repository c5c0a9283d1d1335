import { join } from 'node:path'
import { errorCatalog, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { neutralMacrosDir } from '../../src/commands/services.js'
import type { Flags } from '../../src/invocation/flags.js'
import type { JsonObject } from '../../src/json.js'
import { dbtNode } from '../../src/manifest/dbt-shape.js'
import { type Parsed, parseProject } from '../../src/parse/parse-project.js'
import { loadProject } from '../../src/project/load-project.js'
import type { Project } from '../../src/project/project.js'
import { testInvocation } from './invocation.js'
import { projectFolder } from './project-folder.js'
import { tinyDialect, tinyMacros } from './tiny-dialect.js'
import { warningText } from './warning-text.js'

export interface ParseOptions {
  readonly vars?: Flags['vars']
  readonly env?: Readonly<Record<string, string>>
}

export interface ParsedShop extends Parsed {
  readonly project: Project
  readonly warnings: readonly string[]
  /** A node in dbt's shape, by its unique id without the type and the package where those are `model.shop.`. */
  node(id: string): JsonObject
}

const profile = {
  shop: { target: 'dev', outputs: { dev: { type: 'tiny', dbname: 'wh', schema: 'dev', threads: 2 } } },
}

/** Parses a project that is given as a record of its files, for a database that does not exist. */
export function parseShop(
  files: Readonly<Record<string, string | Uint8Array>>,
  { vars = {}, env = {} }: ParseOptions = {},
): ParsedShop {
  const folder = projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': JSON.stringify(profile),
    ...tinyMacros,
    ...files,
  })
  const invocation = testInvocation(folder, { which: 'parse', profilesDir: folder, vars }, env)
  const builtinMacros = () => ({
    dbt: neutralMacrosDir,
    adapter: { name: 'dbt_tiny', dir: join(folder, 'tiny_adapter', 'macros') },
  })
  const project = loadProject(
    invocation,
    { adapterTypes: ['tiny'], defaultDatabase: () => undefined },
    builtinMacros,
  )
  const parsed = parseProject(invocation, project, tinyDialect)
  return {
    ...parsed,
    project,
    warnings: invocation.events.flatMap((event) => (event.name === 'Warning' ? [warningText(event)] : [])),
    node(id) {
      const node = parsed.manifest.nodes.get(id) ?? parsed.manifest.nodes.get(`model.shop.${id}`)
      if (!node) throw new Error(`no node ${id}; there are ${[...parsed.manifest.nodes.keys()].join(', ')}`)
      return dbtNode(node)
    },
  }
}

/**
 * What a user is told: `Kind file:line:column message [hint]` for each error, in the order that they are shown. A hint
 * that is the catalogue's for every error of the code is left out.
 */
export function parseErrors(...args: Parameters<typeof parseShop>): readonly string[] {
  try {
    parseShop(...args)
  } catch (error) {
    const errors = error instanceof TdbtErrors ? error.errors : [error]
    return errors.map((each) => {
      if (!(each instanceof TdbtError)) throw each
      const { file, line, column } = each.place ?? {}
      const at = [file, line, column].filter((part) => part !== undefined).join(':')
      const calls = each.calls.map((call) => ` in ${call.name} (${call.place?.file}:${call.place?.line})`)
      const hint = each.hint === null || each.hint === errorCatalog[each.code].mend ? '' : ` [${each.hint}]`
      const shown = `${each.kind} ${at} ${each.message}${calls.join('')}${hint}`
      return shown.replaceAll(/\S*\/(?=profiles\.yml)/g, '')
    })
  }
  return []
}
