import { defineConfig } from 'tdbt'
import onlineRetail from './ingest/online-retail.js'

export default defineConfig({ sources: [onlineRetail] })
