import type { Draft } from './draft.js'
import { parseText } from './parse-node.js'
import type { ParseState } from './parse-state.js'

/** The on-run-start and on-run-end hooks of all packages, as the operations that dbt makes of them. */
export function parseHooks(state: ParseState): readonly Draft[] {
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
              fqn: [owner.name, 'hooks', name],
              rawCode: sql,
              origin: { line: 1, column: 1, offset: 0 },
              checksum: { name: 'sha256', checksum: owner.configChecksum },
              rootPath: null,
              extraTags: [when],
              index,
            }),
          )
          return draft ? [draft] : []
        })
      }),
    )
}
