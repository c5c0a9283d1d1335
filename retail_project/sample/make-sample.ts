import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { sampleCsv } from './sample-csv.js'
import { sampleRows } from './sample-rows.js'

// Run by `npx jiti retail_project/sample/make-sample.ts`.
const rows = sampleRows()
const file = fileURLToPath(new URL('online_retail_sample.csv.gz', import.meta.url))
writeFileSync(file, gzipSync(sampleCsv(rows), { level: 9 }))
console.log(`${rows.length} rows in ${file}`)
