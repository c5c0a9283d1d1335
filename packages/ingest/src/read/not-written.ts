import { TdbtError } from '@tdbt/adapter-api'

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it can only be read',
}

/** The error for a file of tdbt's own that this machine's disk does not take; undefined where something else failed. */
export function notWritten(error: unknown, what = ''): TdbtError | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const reason = code === undefined || syscall === 'connect' ? undefined : reasons[code]
  if (reason === undefined) return undefined
  const where = path === undefined ? '' : ` to ${path}`
  return new TdbtError('file-not-written', `can't write ${what}${where}: ${reason}`, { cause: error })
}
