import { hash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import ignore from 'ignore'
import type { Package } from './project.js'
import type { ProjectConfig } from './project-config.js'
import { readText } from './read-text.js'
import { reading } from './reading.js'
import type { FileKind, SourceFile } from './source-file.js'
import type { YamlText } from './yaml.js'

/** Seeds above this size are checked by their path, as dbt does (MAXIMUM_SEED_SIZE, in bytes). */
const maximumSeedSize = 1024 * 1024

/**
 * Lists and reads the files of a package. Seeds are only listed: their rows are read when they are loaded.
 * @param shown the path of a file of the package as messages name it.
 */
export function readPackage(
  root: string,
  config: ProjectConfig,
  configFile: YamlText,
  shown: (path: string) => string,
): Package {
  const files: SourceFile[] = []
  const claimed = new Set<string>()
  const ignored = ignoredFiles(root, shown)
  const add = (
    kind: FileKind,
    searchPaths: readonly string[],
    endings: string,
    without: readonly string[] = [],
  ): void => {
    for (const searchPath of searchPaths) {
      const folder = searchPath.replace(/^\.\//, '').replace(/\/+$/, '')
      const found = reading(shown(folder), () =>
        fastGlob.sync(`**/*.{${endings},}`, {
          cwd: join(root, folder),
          onlyFiles: true,
          dot: true,
          ignore: ['**/[.#~]*.*', ...without], // dbt leaves out such files, but looks into such folders
          followSymbolicLinks: true,
          caseSensitiveMatch: false,
        }),
      )
      for (const path of found.sort()) {
        const originalFilePath = `${folder}/${path}`
        if (claimed.has(originalFilePath) || ignored(originalFilePath)) continue
        claimed.add(originalFilePath)
        files.push(
          readSourceFile({
            kind,
            packageName: config.name,
            absolutePath: join(root, originalFilePath),
            originalFilePath,
            shownPath: shown(originalFilePath),
            path,
          }),
        )
      }
    }
  }
  add('macro', config.macroPaths, 'sql')
  add(
    'genericTest',
    config.testPaths.map((path) => `${path}/generic`),
    'sql',
  )
  add(
    'fixture',
    config.testPaths.map((path) => `${path}/fixtures`),
    'csv,sql',
  )
  add('model', config.modelPaths, 'sql,py')
  add('snapshot', config.snapshotPaths, 'sql')
  add('analysis', config.analysisPaths, 'sql')
  // Rows of unit tests may be written as SQL.
  add('singularTest', config.testPaths, 'sql', ['fixtures/**'])
  add('seed', config.seedPaths, 'csv')
  const propertyPaths = [
    ...config.modelPaths,
    ...config.seedPaths,
    ...config.snapshotPaths,
    ...config.analysisPaths,
    ...config.macroPaths,
    ...config.testPaths,
  ]
  add('properties', [...new Set(propertyPaths)], 'yml,yaml')
  add('docs', config.docsPaths, 'md')
  const configChecksum = sha256(configFile.text)
  return { name: config.name, root, config, files, configFile, configChecksum, builtin: false }
}

/** What `.dbtignore` at the package's root says to leave out, in the language of `.gitignore`. */
function ignoredFiles(root: string, shown: (path: string) => string): (path: string) => boolean {
  const file = join(root, '.dbtignore')
  if (!existsSync(file)) return () => false
  const rules = ignore({ ignorecase: false }).add(readText(file, shown('.dbtignore')))
  return (path) => ignore.isPathValid(path) && rules.ignores(path)
}

function readSourceFile(file: Omit<SourceFile, 'text' | 'checksum'>): SourceFile {
  const { kind, absolutePath, originalFilePath, shownPath } = file
  if (kind === 'seed' && reading(shownPath, () => statSync(absolutePath)).size > maximumSeedSize) {
    return { ...file, text: '', checksum: { name: 'path', checksum: originalFilePath } }
  }
  const text = readText(absolutePath, shownPath)
  return { ...file, text: kind === 'seed' ? '' : text, checksum: { name: 'sha256', checksum: sha256(text) } }
}

/** dbt hashes the text of a file without the white space around it; unlike JavaScript's trim it keeps a BOM. */
function sha256(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && blank.test(text[start]!)) start += 1
  while (end > start && blank.test(text[end - 1]!)) end -= 1
  return hash('sha256', text.slice(start, end), 'hex')
}

const blank = /[^\S\ufeff]/
