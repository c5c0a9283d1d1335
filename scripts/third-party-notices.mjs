import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** Licences that ask for no more than that their text goes along. */
const permissive = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
])

/**
 * Names, versions and licence texts of the packages that these modules belong to. Throws an Error where one has no
 * licence text, or a licence that is not known to be permissive. A package under the Apache License may have the text
 * of another one from the same repository: all of it is under that licence, and it names no package.
 * @param {readonly string[]} modules paths; those outside of any `node_modules` are the project's own
 */
export function thirdPartyNotices(modules) {
  const folders = [...new Set(modules.map(packageFolder))].filter((folder) => folder !== null)
  // One package may lie in several folders.
  const notices = new Map(folders.map((folder) => notice(folder, folders)))
  const texts = [...notices].sort().map(([title, text]) => `${'='.repeat(80)}\n${title}\n\n${text}\n`)
  return ['tdbt holds code of the packages below, each under its own licence.\n', ...texts].join('\n')
}

/** @param {string} module */
function packageFolder(module) {
  const parts = module.split(sep)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return null
  return parts.slice(0, at + (parts[at + 1]?.startsWith('@') ? 3 : 2)).join(sep)
}

/**
 * @param {string} folder
 * @param {readonly string[]} all
 * @returns {[title: string, text: string]}
 */
function notice(folder, all) {
  const { name, version, license, repository } = manifest(folder)
  const wayOut = 'name it in the dependencies of packages/cli, which are left out of the bundle'
  if (!permissive.has(license)) {
    throw new Error(`${name} has the licence ${license}, not ${[...permissive].join(', ')}; ${wayOut}`)
  }
  const isApache = license === 'Apache-2.0' && repository?.url !== undefined
  const siblings = isApache ? all.filter((other) => isApacheOf(other, repository.url)) : []
  const text = [folder, ...siblings].map(licenceText).find((found) => found !== undefined && found !== '')
  if (text === undefined) throw new Error(`${name} has no licence text; ${wayOut}`)
  return [`${name} ${version} (${license})`, text]
}

/** @param {string} folder */
function manifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/**
 * @param {string} folder
 * @param {string} repositoryUrl
 */
function isApacheOf(folder, repositoryUrl) {
  const { license, repository } = manifest(folder)
  return license === 'Apache-2.0' && repository?.url === repositoryUrl
}

/**
 * Its files of that name, else what its README says under that heading.
 * @param {string} folder
 */
function licenceText(folder) {
  const names = readdirSync(folder)
  /** @param {RegExp} pattern */
  const texts = (pattern) =>
    names
      .filter((name) => pattern.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
      .join('\n\n')
  return (
    texts(/^(licen[cs]e|copying|notice)/i) ||
    /^#+ *licen[cs]e\n+([^#]*Permission[^#]*)/im.exec(texts(/^readme/i))?.[1]?.trim()
  )
}
