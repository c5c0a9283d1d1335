import { emptyObject, toObject } from '../json.js'
import { anything, type ConfigField, flag, mapping, text, texts } from './config-field.js'
import type { RawConfig } from './merge-config.js'
import { noFreshness } from './source-freshness.js'

/** dbt 1.11's configs of a source's table. */
export const sourceConfigs: Readonly<Record<string, ConfigField>> = {
  enabled: { type: flag, default: true, describe: 'false takes the table out of the project' },
  event_time: {
    type: anything,
    default: null,
    keptOnly: true,
    describe: 'Column that tells when a row happened',
  },
  freshness: {
    type: { words: 'a mapping or none', accepts: (value) => value === null || mapping.accepts(value) },
    default: noFreshness,
    keptOnly: true,
    describe:
      'How old the data may be: warn_after and error_after with count and period, filter; none for any age',
  },
  loaded_at_field: {
    type: text,
    default: null,
    keptOnly: true,
    describe: 'Column that tells when a row was loaded',
  },
  loaded_at_query: {
    type: text,
    default: null,
    keptOnly: true,
    describe: 'Query that tells when the table was loaded',
  },
  meta: {
    type: mapping,
    default: {},
    merge: 'update',
    describe: 'Anything of your own, for macros and other programs',
  },
  tags: { type: texts, default: [], describe: 'Words to select by: tag:x' },
}

/** Joins the configs of a table from the weakest to the strongest: but for `meta` the last value counts, for tags too. */
export function joinSourceConfigs(layers: readonly RawConfig[]): RawConfig {
  const joined = Object.assign(emptyObject(), { freshness: noFreshness })
  for (const layer of layers) {
    const meta = { ...toObject(joined.meta), ...toObject(layer.meta) }
    Object.assign(joined, layer, 'meta' in layer ? { meta } : {})
  }
  return joined
}
