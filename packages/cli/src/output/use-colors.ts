/**
 * Whether to print colours: what the flags say; else not with NO_COLOR, always with FORCE_COLOR, and on a terminal
 * that can.
 */
export function useColors(
  flag: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (flag !== undefined) return flag
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR && env.FORCE_COLOR !== '0') return true
  return isTerminal && env.TERM !== 'dumb'
}
