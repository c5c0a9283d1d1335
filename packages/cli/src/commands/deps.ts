import { addPackage, type DepsProgress, installPackages, type NewPackage } from '@tdbt/deps'
import type { RunCommand } from '../command-line/command-definition.js'
import { UsageError } from '../command-line/usage-error.js'
import { type LogMessage, message } from '../output/log-message.js'

/** `tdbt deps` */
export const run: RunCommand = async ({ invocation, flags, report }) => {
  const onProgress = (progress: DepsProgress): void => report.log(depsMessage(progress))
  const added = flags.text('add-package')
  if (added !== undefined)
    addPackage(invocation, newPackage(added, flags.text('source') as NewPackage['source']), onProgress)
  const options = { upgrade: flags.boolean('upgrade'), lockOnly: flags.boolean('lock'), onProgress }
  await installPackages(invocation, options)
  return 0
}

/** `NAME@VERSION`; the @ of an address such as git@host:team/repository.git is none of a version. */
function newPackage(text: string, source: NewPackage['source']): NewPackage {
  const [, name = text, version = null] = /^(.*[^@:/]*\/[^@]+|[^@:/]+)@([^@/:]+)$/.exec(text) ?? []
  if (source === 'hub' && (version === null || !name.includes('/')))
    throw new UsageError(
      'option-value',
      `Invalid value for --add-package: '${text}' must be namespace/name@version, as in dbt-labs/dbt_utils@1.3.0.`,
      'deps',
    )
  return { source, name, version }
}

function depsMessage(progress: DepsProgress): LogMessage {
  const info = (code: string, text: string): LogMessage => {
    const { name, ...data } = progress
    return message('info', [name, code], text, data)
  }
  switch (progress.name) {
    case 'DepsNoPackagesFound':
      return info('M013', 'Warning: No packages were found in packages.yml')
    case 'DepsStartPackageInstall':
      return info('M014', `Installing ${progress.packageName}`)
    case 'DepsInstallInfo':
      return info('M015', `Installed from ${progress.versionName}`)
    case 'DepsUpdateAvailable':
      return info('M016', `Updated version available: ${progress.latest}`)
    case 'DepsUpToDate':
      return info('M017', 'Up to date!')
    case 'DepsListSubdirectory':
      return info('M018', `and subdirectory ${progress.subdirectory}`)
    case 'DepsNotifyUpdatesAvailable':
      return info(
        'M019',
        `Updates available for packages: [${progress.packages.map((name) => `'${name}'`).join(', ')}]\nUpdate your versions in packages.yml, then run tdbt deps`,
      )
    case 'DepsLockUpdating':
      return info('M031', `Updating lock file in file path: ${progress.lockFile}`)
    case 'DepsAddPackage':
      return info(
        'M032',
        `Added new package ${progress.packageName}@${progress.version ?? ''} to ${progress.file}`.replace(
          '@ ',
          ' ',
        ),
      )
    case 'DepsFoundDuplicatePackage':
      return info('M033', `Found duplicate package in packages.yml, removing: ${progress.removed}`)
    default:
      return progress satisfies never
  }
}
