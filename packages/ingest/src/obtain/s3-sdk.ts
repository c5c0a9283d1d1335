// What is used of the SDK, so that the bundle holds no more of it. Loaded with the first address of S3: it takes
// 0.1 s, as long as all else that a command loads.
export { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc'
export { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
export { Upload } from '@aws-sdk/lib-storage'
export { buildQueryString, HttpResponse } from '@smithy/core/protocols'
