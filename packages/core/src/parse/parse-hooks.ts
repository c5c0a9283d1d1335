import type { EntryPath, Origin } from '../manifest/node.js'
import { placeAt } from '../project/text-place.js'
import { locateYaml, type YamlText } from '../project/yaml.js'
import type { Draft } from './draft.js'
import { parseText } from './parse-node.js'
import type { ParseState } from './parse-state.js'

/** The on-run-start and on-run-end hooks of all packages, as the operations that dbt makes of them. */
export function parseHooks(state: ParseState): readonly Draft[] {
  const numbers = { 'on-run-start': 0, 'on-run-end': 0 }
  // dbt numbers them in the order in which they run, through all packages.
  const nextIndex = (when: keyof typeof numbers): number => {
    numbers[when] += 1
    return numbers[when]
  }
  return state.project.packages
    .filter((owner) => !owner.builtin)
    .flatMap((owner) =>
      (['on-run-start', 'on-run-end'] as const).flatMap((when) => {
        const hooks = when === 'on-run-start' ? owner.config.onRunStart : owner.config.onRunEnd
        return hooks.flatMap((sql, index) => {
          const name = `${owner.name}-${when}-${index}`
          const draft = state.errors.attempt(() =>
            parseText(state, {
              resourceType: 'operation',
              name,
              packageName: owner.name,
              path: `hooks/${name}.sql`,
              originalFilePath: './dbt_project.yml',
              shownPath: owner.configFile.file,
              fqn: [owner.name, 'hooks', name],
              rawCode: sql,
              origin: originOf(sql, owner.configFile, [when, index]),
              checksum: { name: 'sha256', checksum: owner.configChecksum },
              rootPath: null,
              extraTags: [when],
              index: nextIndex(when),
            }),
          )
          return draft ? [draft] : []
        })
      }),
    )
}

/**
 * Where the text of a hook begins in dbt_project.yml. The lines after the first of a folded text are where YAML has put
 * them only nearly: it takes their indentation away.
 */
function originOf(sql: string, { file, text }: YamlText, path: EntryPath): Origin {
  const { line = 1, column = 1 } = locateYaml(text, file, path)
  const offset =
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length +
    (line > 1 ? 1 : 0) +
    column -
    1
  const found = text.indexOf(sql.split('\n')[0] ?? '', offset)
  const start = found < 0 ? offset : found
  const place = placeAt(file, text, start, start)
  return { line: place.line ?? 1, column: place.column ?? 1, offset: start }
}
