import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** An account that runs the server for root. */
export interface ServerAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Accounts that exist on most machines and own nothing of value, best first: `nobody` may be shared by others. */
const candidates = ['postgres', '_postgres', 'daemon', 'nobody']

/**
 * The accounts that may run the server, best first; null where the caller's own does. Only root needs one, since
 * Postgres refuses to run as root.
 */
export function serverAccounts(): readonly ServerAccount[] | null {
  if (process.getuid?.() !== 0) return null
  const known = new Map<string, ServerAccount>()
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = '', , uid, gid] = line.split(':')
    if (Number(uid) > 0) known.set(name, { name, uid: Number(uid), gid: Number(gid) })
  }
  return candidates.flatMap((name) => known.get(name) ?? [])
}

/** Asks the system, since modes alone tell nothing of access lists and mounts. */
export function accountCanEnter(account: ServerAccount, folder: string): boolean {
  return runsAs(account, 'cd "$1"', folder)
}

/** Some mounts (of virtual machines and network shares) know no owners, which Postgres insists on. */
export function accountCanOwnFolderIn(account: ServerAccount, folder: string): boolean {
  const probe = mkdtempSync(join(folder, 'probe-'))
  try {
    chownSync(probe, account.uid, account.gid)
    return runsAs(account, 'cd "$1" && : > probe && chmod 700 .', probe)
  } catch {
    return false
  } finally {
    rmSync(probe, { recursive: true, force: true })
  }
}

function runsAs(account: ServerAccount, script: string, argument: string): boolean {
  const { uid, gid } = account
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', argument], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0
  )
}
