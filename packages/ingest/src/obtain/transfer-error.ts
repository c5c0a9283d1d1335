import { type ErrorCode, TdbtError, type TdbtErrorOptions } from '@tdbt/adapter-api'

/**
 * A file that can't be fetched from where its source says it is, or not be put where it is to land; a caller may have
 * another one, or another place, to offer.
 */
export class TransferError extends TdbtError {
  constructor(message: string, options?: TdbtErrorOptions, code: ErrorCode = 'download-failed') {
    super(code, message, options)
  }
}
