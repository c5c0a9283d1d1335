import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { retailWarehouse } from '../../../../retail_project/test/retail-warehouse.js'
import { awsEnv } from './support/lake-project.js'
import { type S3Server, startS3Server } from './support/s3-server.js'

const sample = fileURLToPath(
  new URL('../../../../retail_project/sample/online_retail_sample.csv.gz', import.meta.url),
)

let s3: S3Server

beforeAll(async () => {
  s3 = await startS3Server()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await s3.stop()
})

test('the retail project makes the same star schema of a zip in a bucket as of its file on disk', async () => {
  await s3.createBucket('lake')
  const zip = zipSync({ 'online_retail_sample.csv.gz': readFileSync(sample) }, { level: 0 })
  await s3.put('lake', 'retail/online+retail.zip', zip)
  for (const [name, value] of Object.entries(awsEnv(s3.port, s3.owner))) vi.stubEnv(name, value)
  const warehouses = [await retailWarehouse(), await retailWarehouse()]
  const [local, lake] = warehouses as [(typeof warehouses)[0], (typeof warehouses)[0]]
  await local.load(sample)
  await lake.load('s3://lake/retail/online+retail.zip')
  expect(await lake.fingerprints()).toEqual(await local.fingerprints())
  for (const warehouse of warehouses) await warehouse.drop()
})
