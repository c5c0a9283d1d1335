import { isAbsolute, relative, sep } from 'node:path'

/** The path of a file in messages: from the root project's folder where it lies inside, with forward slashes. */
export function shownPath(projectRoot: string, path: string): string {
  const inside = relative(projectRoot, path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/')
}

/**
 * The path in messages of a file of tdbt's own macros: nobody looks for it in the project. It is how dbt names a file
 * together with its package (`patch_path` of the manifest).
 */
export function builtinPath(packageName: string, path: string): string {
  return `${packageName}://${path}`
}

/** What a template is named that stands in no file by itself: a hook, the call of a generic test. */
export const noFile = ''

/** Whether a path in messages is one of `builtinPath`. */
export function isBuiltin(file: string): boolean {
  return /^\w+:\/\//.test(file)
}
