/** What `import ... from 'tdbt'` gives a project's tdbt.config.ts: all that there is of this package for others. */
export {
  type ColumnDefinition,
  type ColumnType,
  defineConfig,
  definePlugin,
  defineSource,
  type FileLocation,
  type IngestConfig,
  type IngestPlugin,
  type PluginAnswer,
  type PluginContext,
  type PluginRequest,
  type Preprocess,
  type Rejection,
  reject,
  type SourceDefinition,
  type SourceRow,
} from '@tdbt/ingest'
