import { anything, type ConfigField, flag, mapping, text, texts } from './config-field.js'

type Fields = Readonly<Record<string, ConfigField>>

const enabled: ConfigField = { type: flag, default: true, describe: 'false takes it out of the project' }
const meta: ConfigField = { type: mapping, default: {}, merge: 'update', describe: 'Anything of your own' }
const group: ConfigField = { type: text, default: null, describe: 'Group that owns it' }

/** dbt 1.11's configs of what stands in properties files alone. */
export const unitTestConfigs: Fields = {
  tags: { type: texts, default: [], merge: 'append', describe: 'Words to select by: tag:x' },
  meta,
  enabled,
  static_analysis: {
    type: anything,
    default: null,
    keptOnly: true,
    describe: "dbt Fusion's analysis of SQL",
  },
}

export const metricConfigs: Fields = { enabled, group, meta }

export const semanticModelConfigs: Fields = { enabled, group, meta }

export const savedQueryConfigs: Fields = {
  enabled,
  group,
  meta,
  export_as: { type: text, default: null, keptOnly: true, describe: 'table or view' },
  schema: { type: text, default: null, keptOnly: true, describe: 'Schema of exports' },
  cache: { type: mapping, default: { enabled: false }, keptOnly: true, describe: "dbt Cloud's cache" },
}
