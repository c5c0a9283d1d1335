import type { Warn } from '../invocation/warn.js'
import type { Manifest } from '../manifest/manifest.js'
import { versionName, versionText } from '../manifest/model-version.js'
import type { ManifestNode } from '../manifest/node.js'

/** dbt's warnings of models that are past their `deprecation_date`, and of models that read one with such a date. */
export function warnOfDeprecated({ nodes }: Manifest, now: Date, warn: Warn): void {
  const dated = [...nodes.values()].filter(({ model }) => (model?.deprecationDate ?? null) !== null)
  if (dated.length === 0) return
  const readers = new Map<string, ManifestNode[]>()
  for (const node of nodes.values()) {
    if (node.resourceType !== 'model') continue
    for (const id of node.dependsOn.nodes) readers.set(id, [...(readers.get(id) ?? []), node])
  }
  for (const node of dated) {
    const date = node.model!.deprecationDate!
    const isPast = new Date(date) < now
    const name = `${node.name}${node.model!.version ? `.${versionName(node.model!.version.v)}` : ''}`
    const origin = { place: { file: node.shownPath } }
    if (isPast) {
      warn(
        'DeprecatedModel',
        `Model ${name} has passed its deprecation date of ${date}. This model should be disabled or removed.`,
        origin,
      )
    }
    for (const reader of readers.get(node.uniqueId) ?? []) {
      const what = isPast ? `was deprecated on '${date}'` : `is slated for deprecation on '${date}'`
      warn(
        isPast ? 'DeprecatedReference' : 'UpcomingReferenceDeprecation',
        `While compiling '${reader.name}': Found a reference to ${name}, which ${what}.${migration(node, isPast)}`,
        { place: { file: reader.shownPath } },
      )
    }
  }
}

/** What to read in its place, where there is something newer. */
function migration({ name, packageName, model }: ManifestNode, isPast: boolean): string {
  const version = model?.version
  if (!version || versionText(version.v) === versionText(version.latest)) return ''
  const call = `{{ ref('${packageName}', '${name}', v='${versionText(version.latest)}') }}`
  return ` A new version of '${name}' is available. ${isPast ? 'Migrate now' : 'Try it out'}: ${call}.`
}
