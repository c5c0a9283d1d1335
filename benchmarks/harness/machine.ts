import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

/** Where the figures come from: enough to judge them, nothing that tells one machine from another of its kind. */
export function describeMachine(): string {
  const cores = cpus()
  const model = cores[0]?.model.replace(/\s+/g, ' ').trim() || 'unknown CPU'
  return `${cores.length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`
}

/** Load of the last minute, in processes that wanted a core. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

/** The commit that is measured, and whether the files differ from it. */
export function describeCommit(root: string): string {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const changes = git('status', '--porcelain', '--', 'packages', 'retail_project')
  return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : ' with changes that are not committed')
}
