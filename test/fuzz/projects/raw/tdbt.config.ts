import { defineConfig } from '@tdbt/ingest'
import { readings } from './ingest/readings.js'

export default defineConfig({ sources: [readings] })
