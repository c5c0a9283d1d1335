import type { ErrorOrigin, UsageCode } from '@tdbt/adapter-api'

/** The command line itself is wrong: shown with how to ask for help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: UsageCode
  /** The command that was meant, where one could be read. */
  readonly command: string | undefined
  /** Where the mistake stands, for one in a file or in a long value. */
  readonly origin: ErrorOrigin

  constructor(code: UsageCode, message: string, command?: string, origin: ErrorOrigin = {}) {
    super(message)
    this.code = code
    this.command = command
    this.origin = origin
  }
}
