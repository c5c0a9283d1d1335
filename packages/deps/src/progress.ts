/** What installing packages tells of itself, by dbt's names of events. */
export type DepsProgress =
  | { readonly name: 'DepsNoPackagesFound' }
  | { readonly name: 'DepsLockUpdating'; readonly lockFile: string }
  | { readonly name: 'DepsStartPackageInstall'; readonly packageName: string }
  | { readonly name: 'DepsInstallInfo'; readonly versionName: string }
  | { readonly name: 'DepsUpToDate' }
  | { readonly name: 'DepsUpdateAvailable'; readonly latest: string }
  | { readonly name: 'DepsListSubdirectory'; readonly subdirectory: string }
  | { readonly name: 'DepsNotifyUpdatesAvailable'; readonly packages: readonly string[] }
  | { readonly name: 'DepsFoundDuplicatePackage'; readonly removed: string }
  | {
      readonly name: 'DepsAddPackage'
      readonly packageName: string
      readonly version: string | null
      readonly file: string
    }

export type OnProgress = (progress: DepsProgress) => void
