import { TdbtError } from '@tdbt/adapter-api'
import { fnmatch } from './fnmatch.js'

/**
 * Matches paths relative to the project against a pattern, segment by segment as Python's pathlib does it for dbt:
 * `*` stays inside a segment, `**` is any number of whole ones.
 * @throws TdbtError (`Runtime`) for a pattern that can't match inside the project.
 */
export function pathGlob(pattern: string): (path: string) => boolean {
  if (pattern === '' || /^([\\/]|[A-Za-z]:)/.test(pattern)) {
    throw new TdbtError('selection-not-valid', `'${pattern}' is no path inside the project`, {
      hint: 'give a path relative to the folder of dbt_project.yml, such as models/staging',
    })
  }
  const matchers = pathSegments(pattern).map((segment) => (segment === '**' ? '**' : fnmatch(segment)))
  return (path) => matchSegments(matchers, 0, pathSegments(path), 0)
}

/** A path as the globs see it: with slashes, without `.` and `..`. */
export function normalPath(path: string): string {
  return /\\|\/\/|(^|\/)\.\.?(\/|$)/.test(path) ? pathSegments(path).join('/') : path
}

/** The folder that a normal path stands in: '' for the project's own, undefined for what that stands in. */
export function folderOf(path: string): string | undefined {
  if (path === '') return undefined
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

function pathSegments(path: string): string[] {
  const segments: string[] = []
  for (const segment of path.split(/[\\/]/)) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  return segments
}

type SegmentMatcher = '**' | ((segment: string) => boolean)

function matchSegments(
  matchers: readonly SegmentMatcher[],
  matcherAt: number,
  segments: readonly string[],
  segmentAt: number,
): boolean {
  const matcher = matchers[matcherAt]
  if (matcher === undefined) return segmentAt === segments.length
  if (matcher === '**') {
    for (let at = segmentAt; at <= segments.length; at += 1) {
      if (matchSegments(matchers, matcherAt + 1, segments, at)) return true
    }
    return false
  }
  return (
    segmentAt < segments.length &&
    matcher(segments[segmentAt]!) &&
    matchSegments(matchers, matcherAt + 1, segments, segmentAt + 1)
  )
}
