import { defineConfig } from '@tdbt/ingest'
import onlineRetail from './ingest/online-retail.ts'

export default defineConfig({ sources: [onlineRetail] })
