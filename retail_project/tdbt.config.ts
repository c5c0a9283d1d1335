import { defineConfig } from '@tdbt/ingest'
import onlineRetail from './ingest/online-retail.js'

export default defineConfig({ sources: [onlineRetail] })
