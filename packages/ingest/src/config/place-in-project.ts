import { readFile, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TdbtErrorOptions } from '@tdbt/adapter-api'

/**
 * Where in the project's own files an error came from: the innermost call of its stack that lies there. Nothing where
 * none does. The column is left out, since the code that runs is the file's without its types.
 */
export async function placeInProject(
  stack: string,
  projectRoot: string,
): Promise<Pick<TdbtErrorOptions, 'place' | 'source'>> {
  const roots = [projectRoot, await realpath(projectRoot)]
  for (const [, location = '', line] of stack.matchAll(/^ +at (?:.*\()?(.+?):(\d+):\d+\)?$/gm)) {
    const path = location.startsWith('file://') ? fileURLToPath(location) : location
    const file = roots.map((root) => relative(root, path)).find((name) => isInside(name, path))
    if (file === undefined) continue
    try {
      return { place: { file, line: Number(line) }, source: await readFile(join(projectRoot, file), 'utf8') }
    } catch {
      // A name that is no file, `node:internal/...` for one.
    }
  }
  return {}
}

function isInside(file: string, path: string): boolean {
  const steps = file.split(sep)
  return isAbsolute(path) && !isAbsolute(file) && steps[0] !== '..' && !steps.includes('node_modules')
}
