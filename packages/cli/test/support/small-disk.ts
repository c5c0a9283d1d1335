import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk that is soon full. */
export interface SmallDisk {
  readonly path: string
  remove(): void
}

/** Mounts a disk in memory of so many kilobytes; undefined where that isn't allowed: only root may, on Linux. */
export function mountSmallDisk(
  kilobytes: number,
  owner?: { uid: number; gid: number },
): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'tdbt-disk-'))
  chmodSync(path, 0o755)
  const mounted =
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=755`, 'tmpfs', path]).status === 0
  if (!mounted) {
    rmSync(path, { recursive: true })
    return undefined
  }
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid)
  return {
    path,
    remove() {
      spawnSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true, force: true })
    },
  }
}

export const noSmallDisk =
  'no small disk can be mounted here: it takes root on Linux, with the right to mount'
