import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { root } from './set-up.mjs'

/** Licences that ask for no more than that their text goes along. */
const permissive = new Set(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD'])

/**
 * Names, versions and licence texts of the packages that the modules of a bundle come from. Throws an Error where one
 * comes without a licence text, or with a licence that is not known to be permissive.
 */
export function thirdPartyNotices(modules) {
  const folders = new Set(modules.map(packageFolder))
  folders.delete(null)
  // One package may lie in several folders.
  const notices = new Map([...folders].map(notice))
  const texts = [...notices.keys()]
    .sort()
    .map((title) => `${'='.repeat(80)}\n${title}\n\n${notices.get(title)}\n`)
  return ['tdbt holds code of the packages below, each under its own licence.\n', ...texts].join('\n')
}

/** The folder of the package that a module belongs to; null for the project's own. */
function packageFolder(module) {
  // What the bundler adds to join modules.
  if (module.startsWith('\0rolldown/')) return join(root, 'node_modules', 'rolldown')
  const parts = module.split(sep)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return null
  return parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join(sep)
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!permissive.has(license)) {
    throw new Error(
      `${name} can't be bundled: its licence '${license}' is not among ${[...permissive].join(', ')}`,
    )
  }
  const text = licenceText(folder)
  if (text === null) {
    throw new Error(`${name} can't be bundled: it has no licence text. Make it a dependency of packages/cli.`)
  }
  return [`${name} ${version} (${license})`, text]
}

/** What the package's own files say, or the part of its README; null where there is none. */
function licenceText(folder) {
  const names = readdirSync(folder)
  const read = (name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()
  const own = names.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).map(read)
  if (own.length > 0) return own.join('\n\n')
  const readme = names.filter((name) => /^readme/i.test(name)).map(read)
  return /^#+ *licen[cs]e\n+([^#]*Permission[^#]*)/im.exec(readme.join('\n'))?.[1]?.trim() ?? null
}
