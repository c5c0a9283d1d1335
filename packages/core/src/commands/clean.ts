import { existsSync, rmSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { loadUnboundConfig } from '../project/load-project.js'
import { locateYaml } from '../project/yaml.js'

/** `tdbt clean`: removes the project's clean-targets. @throws TdbtError for one outside the project or with sources */
export async function clean(invocation: Invocation): Promise<readonly string[]> {
  const { root, config, configFile } = loadUnboundConfig(invocation)
  if (
    config.cleanTargets.includes('dbt_modules') &&
    !config.cleanTargets.includes(config.packagesInstallPath)
  ) {
    const message = `packages are in '${config.packagesInstallPath}' now: write that in the place of 'dbt_modules'`
    warn(invocation, 'PackageInstallPathDeprecation', message, () => ({
      place: locateYaml(configFile.text, configFile.file, ['clean-targets']),
    }))
  }
  const sources = [
    ...config.modelPaths,
    ...config.seedPaths,
    ...config.testPaths,
    ...config.analysisPaths,
    ...config.macroPaths,
    ...config.snapshotPaths,
  ].map((path) => resolve(root, path))
  const targets = config.cleanTargets.map((target, index) => {
    const path = resolve(root, target)
    const inside = relative(root, path)
    const { file, text } = configFile
    const origin = { place: locateYaml(text, file, ['clean-targets', index]), source: text }
    if (inside === '' || inside.startsWith(`..${sep}`) || inside === '..' || isAbsolute(inside)) {
      throw new TdbtError('clean-not-safe', `'${target}' of clean-targets is not inside the project`, {
        ...origin,
        hint: 'clean removes only folders inside the project: take it out of clean-targets',
      })
    }
    if (sources.some((source) => source === path || source.startsWith(path + sep))) {
      throw new TdbtError(
        'clean-not-safe',
        `'${target}' of clean-targets holds source files of the project`,
        origin,
      )
    }
    return path
  })
  const removed = targets.filter((path) => existsSync(path))
  for (const path of removed) rmSync(path, { recursive: true, force: true })
  return removed.map((path) => relative(root, path))
}
