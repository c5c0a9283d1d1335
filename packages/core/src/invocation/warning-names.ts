/** dbt's names of what it still accepts and will not for ever. */
export const deprecationNames = [
  'ArgumentsPropertyInGenericTestDeprecation',
  'ConfigDataPathDeprecation',
  'ConfigLogPathDeprecation',
  'ConfigSourcePathDeprecation',
  'ConfigTargetPathDeprecation',
  'DuplicateNameDistinctNodeTypesDeprecation',
  'DuplicateYAMLKeysDeprecation',
  'EnvironmentVariableNamespaceDeprecation',
  'ExposureNameDeprecation',
  'MissingArgumentsPropertyInGenericTestDeprecation',
  'ModelParamUsageDeprecation',
  'PackageInstallPathDeprecation',
  'PackageMaterializationOverrideDeprecation',
  'PackageRedirectDeprecation',
  'PropertyMovedToConfigDeprecation',
  'ResourceNamesWithSpacesDeprecation',
  'UnexpectedJinjaBlockDeprecation',
  'WEOIncludeExcludeDeprecation',
] as const

export type DeprecationName = (typeof deprecationNames)[number]

/** The names of tdbt's warnings, by which --warn-error-options chooses among them: dbt's, where dbt has the warning. */
export const warningNames = [
  ...deprecationNames,
  'CustomKeyInConfigDeprecation',
  'CustomKeyInObjectDeprecation',
  'CustomTopLevelKeyDeprecation',
  'DeprecatedModel',
  'DeprecatedReference',
  'DepsScrubbedPackageName',
  'DepsUnpinned',
  'InvalidValueForField',
  'JinjaLogWarning',
  'MacroNotFoundForPatch',
  'NoNodeForYamlKey',
  'NoNodesForSelectionCriteria',
  'NoNodesSelected',
  'NodeNotFoundOrDisabled',
  'NothingToDo',
  'SnapshotTimestampWarning',
  'UnsupportedConstraintMaterialization',
  'UnusedResourceConfigPath',
  'UpcomingReferenceDeprecation',
  'WrongResourceSchemaFile',
  // Our own.
  'PasswordFileNotUsed',
  'PreviousRelationKept',
  'SeedReadOtherwise',
  'UnitTestsLeftOut',
] as const

export type WarningName = (typeof warningNames)[number]

/** dbt's `--warn-error-options`: names of warnings, or `Deprecations` for all of those. */
export interface WarnErrorOptions {
  readonly error: 'all' | readonly string[]
  readonly warn: readonly string[]
  readonly silence: readonly string[]
}
