export * from './adapter.js'
export * from './cancel-on-abort.js'
export * from './column.js'
export * from './credentials.js'
export * from './dialect.js'
export {
  type ErrorCode,
  type ErrorEntry,
  type ErrorKind,
  errorCatalog,
  type UsageCode,
} from './error-catalog/index.js'
export * from './errors.js'
export * from './nearest.js'
export * from './relation.js'
export * from './statement-error.js'
