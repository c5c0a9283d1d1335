import { TdbtError, type TdbtErrorOptions } from '@tdbt/adapter-api'

/** A file that can't be fetched from where its source says it is; a caller may have another one to offer. */
export class DownloadError extends TdbtError {
  constructor(message: string, options?: TdbtErrorOptions) {
    super('download-failed', message, options)
  }
}
