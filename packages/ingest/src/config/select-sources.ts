import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { LoadedConfig, ResolvedSource } from './resolved-source.js'

/**
 * The sources that `--select` names, in the order of the configuration; all of them where nothing is selected. As in
 * dbt, `source:name` means all tables of a source and `source:name.table` one of them; `*` stands for any text.
 * Throws a TdbtError for another method and for a selection that matches nothing.
 */
export function selectSources(
  config: LoadedConfig,
  select: readonly string[] | undefined,
): readonly ResolvedSource[] {
  const criteria = (select ?? []).flatMap((text) => text.split(/\s+/)).filter((text) => text !== '')
  if (criteria.length === 0) return config.sources
  const chosen = new Set<ResolvedSource>()
  for (const criterion of criteria) {
    const pattern = /^source:(.+)$/.exec(criterion)?.[1]
    if (pattern === undefined)
      throw new TdbtError('ingest-selection-not-valid', `tdbt ingest can't select by '${criterion}'`)
    const [name = '', table = '*'] = pattern.split('.', 2)
    const matching = config.sources.filter(
      (source) => matches(name, source.source) && matches(table, source.table),
    )
    if (matching.length === 0) {
      const defined = config.sources.map((source) => `source:${source.name}`)
      throw new TdbtError(
        'ingest-selection-not-valid',
        `'${criterion}' matches no source of ${config.file}`,
        { hint: nearest(criterion, defined) ?? `it defines ${defined.join(', ') || 'none'}` },
      )
    }
    for (const source of matching) chosen.add(source)
  }
  return config.sources.filter((source) => chosen.has(source))
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}
