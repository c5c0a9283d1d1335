import { execFileSync } from 'node:child_process'
import { readdirSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The way to psql, or null where there is none on the PATH. */
export function findPsql(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      const path = realpathSync(join(folder, 'psql'))
      // Debian's is a Perl script that looks for the newest one: not a floor to measure against.
      return path.endsWith('pg_wrapper') ? newestOfDebian() : path
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  return null
}

function newestOfDebian(): string {
  const folder = '/usr/lib/postgresql'
  const [newest] = readdirSync(folder).sort((a, b) => Number(b) - Number(a))
  return join(folder, newest ?? '', 'bin', 'psql')
}

export function psqlVersion(psql: string): string {
  return /[\d.]+/.exec(execFileSync(psql, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown'
}
