import type { UsageCode } from '@tdbt/adapter-api'

/** The command line itself is wrong: shown with how to ask for help, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code: UsageCode
  /** The command that was meant, where one could be read. */
  readonly command: string | undefined

  constructor(code: UsageCode, message: string, command?: string) {
    super(message)
    this.code = code
    this.command = command
  }
}
