import type { WarningName } from '@tdbt/core'
import { type LogMessage, message } from './log-message.js'

/** dbt's codes of its warnings. */
const codes: Readonly<Partial<Record<WarningName, string>>> = {
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
  return bare.has(name) ? entry : { ...entry, text: ({ paint }) => `[${paint.yellow('WARNING')}]: ${text}` }
}
