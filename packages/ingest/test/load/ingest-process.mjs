// Loads a source in a process of its own: says `loading` once rows are on their way, so that it can be killed there, and
// at the end how much memory the process has taken.
import { createJiti } from 'jiti'

const [projectRoot, credentials, definition] = process.argv.slice(2)
const jiti = createJiti(import.meta.url)
const { ingest } = await jiti.import('@tdbt/ingest')
const { validateConfig } = await jiti.import('../../src/config/validate-config.ts')
const { openPostgres, postgresCredentials } = await jiti.import('@tdbt/postgres')

const sources = validateConfig({ sources: [JSON.parse(definition)] }, 'tdbt.config.ts')
const adapter = await openPostgres(postgresCredentials(JSON.parse(credentials)), { threads: 1 })
await ingest({ projectRoot, file: 'tdbt.config.ts', sources }, adapter, {
  fullRefresh: true,
  onProgress: ({ phase, rows }) => {
    if (phase === 'load' && rows > 1000) process.stdout.write('loading\n')
  },
})
await adapter.close()
process.stdout.write(`${Math.round(process.resourceUsage().maxRSS / 1024)} MB at most\n`)
