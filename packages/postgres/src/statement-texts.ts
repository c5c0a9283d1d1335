/** What a text may do to its session, told without parsing it: a wrong yes costs a round trip, a wrong no a bug. */

// `end` alone ends a transaction; that of a `case`, of a loop or of a function's body has something behind it.
const transactionEnd = new RegExp(
  [
    String.raw`(?:^|;|\*/|\n)\s*(?:commit|abort|prepare\s+transaction)\b`,
    String.raw`(?:^|;|\*/|\n)\s*end(?=\s*(?:;|$|work\b|transaction\b|and\b))`,
    String.raw`(?:^|;|\*/|\n)\s*rollback(?!\s+(?:work\s+|transaction\s+)?to\b)\b`,
  ].join('|'),
  'i',
)

/** Whether a text may end the open transaction, as dbt's hooks do with a literal `commit;`. */
export function endsTransaction(sql: string): boolean {
  return transactionEnd.test(sql)
}

const sessionState = new RegExp(
  [
    String.raw`(?:^|;|\*/|\n)\s*(?:set(?!\s+local\b)|reset|listen|prepare|load|declare\s[^;]*\scursor)\b`,
    String.raw`\b(?:temp|temporary|pg_temp|pg_advisory_lock|pg_advisory_lock_shared)\b`,
    // Settings made for the transaction alone end with `, true)`.
    String.raw`\bset_config\s*\((?![^;]*,\s*true\s*\))`,
  ].join('|'),
  'i',
)

/** Whether a text may leave something in the session that the next node must not see. */
export function leavesSessionState(sql: string): boolean {
  return sessionState.test(sql)
}
