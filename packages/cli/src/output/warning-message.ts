import { isDeprecation, type WarningName } from '@tdbt/core'
import { type LogMessage, message } from './log-message.js'

/** dbt's codes of its warnings. */
const codes: Readonly<Partial<Record<WarningName, string>>> = {
  PackageInstallPathDeprecation: 'D002',
  ConfigSourcePathDeprecation: 'D003',
  ConfigDataPathDeprecation: 'D004',
  ExposureNameDeprecation: 'D007',
  ConfigLogPathDeprecation: 'D010',
  ConfigTargetPathDeprecation: 'D011',
  ResourceNamesWithSpacesDeprecation: 'D015',
  PackageMaterializationOverrideDeprecation: 'D016',
  UnexpectedJinjaBlockDeprecation: 'D023',
  DuplicateYAMLKeysDeprecation: 'D024',
  PropertyMovedToConfigDeprecation: 'D030',
  WEOIncludeExcludeDeprecation: 'D031',
  ModelParamUsageDeprecation: 'D032',
  EnvironmentVariableNamespaceDeprecation: 'D036',
  ArgumentsPropertyInGenericTestDeprecation: 'D038',
  MissingArgumentsPropertyInGenericTestDeprecation: 'D039',
  DuplicateNameDistinctNodeTypesDeprecation: 'D040',
  CustomKeyInConfigDeprecation: 'D026',
  CustomKeyInObjectDeprecation: 'D027',
  CustomTopLevelKeyDeprecation: 'D025',
  InvalidValueForField: 'I008',
  JinjaLogWarning: 'I061',
  MacroNotFoundForPatch: 'I059',
  NoNodeForYamlKey: 'I058',
  NoNodesForSelectionCriteria: 'M030',
  NoNodesSelected: 'Q038',
  NodeNotFoundOrDisabled: 'I060',
  NothingToDo: 'Q035',
  SnapshotTimestampWarning: 'Q043',
  UnusedResourceConfigPath: 'I051',
}

/** Those that dbt prints as they are, without a word before them. */
const bare = new Set<WarningName | null>([
  'JinjaLogWarning',
  'NoNodesForSelectionCriteria',
  'NoNodesSelected',
  'NothingToDo',
  'SnapshotTimestampWarning',
])

/** A warning under dbt's name and code; as a note where dbt has none of the kind. */
export function warningMessage(name: WarningName | null, text: string): LogMessage {
  const code = name === null ? undefined : codes[name]
  const entry = message('warn', name === null || code === undefined ? ['Note', 'Z050'] : [name, code], text)
  if (isDeprecation(name)) {
    const said = `[${name}]: Deprecated functionality\n${text}`
    return { ...entry, text: ({ paint }) => `[${paint.yellow('WARNING')}]${said}` }
  }
  return bare.has(name) ? entry : { ...entry, text: ({ paint }) => `[${paint.yellow('WARNING')}]: ${text}` }
}

/** dbt's last word on the deprecations that a command has met. */
export function deprecationsSummary(
  deprecations: ReadonlyMap<WarningName, number>,
  allShown: boolean,
): LogMessage | null {
  if (deprecations.size === 0) return null
  const summaries = [...deprecations].map(([name, occurrences]) => ({
    event_name: name,
    event_code: codes[name] ?? '',
    occurrences,
  }))
  const lines = summaries.map(
    ({ event_name: name, occurrences: times }) => `- ${name}: ${times} occurrence${times === 1 ? '' : 's'}`,
  )
  const hint = allShown
    ? []
    : ['To see all of them, and not the first of each alone, add --show-all-deprecations.']
  const text = ['Summary of encountered deprecations:', ...lines, ...hint].join('\n')
  return {
    ...message('warn', ['DeprecationsSummary', 'D028'], text, { summaries, show_all_hint: !allShown }),
    text: ({ paint }) =>
      `[${paint.yellow('WARNING')}][DeprecationsSummary]: Deprecated functionality\n${text}`,
  }
}
