import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readYaml } from '@tdbt/core'
import { describe, expect, it } from 'vitest'

const read = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')

interface Service {
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  readonly healthcheck: { readonly test: readonly string[] }
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = read('docker-compose.yml')
const compose = readYaml(text, 'docker-compose.yml') as Compose
const services = Object.entries(compose.services)

describe('docker-compose.yml', () => {
  it('has a server for each layer', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['olap_layer_db', 'staging_layer_db'])
  })

  it.each(services)('%s keeps its data in a named volume and says when it is ready', (_name, service) => {
    expect(service.image).toMatch(/^postgres:\d+$/)
    expect(service.healthcheck.test.join(' ')).toContain('pg_isready --host 127.0.0.1')
    const [volume = '', path] = service.volumes[0]?.split(':') ?? []
    expect(Object.keys(compose.volumes)).toContain(volume)
    expect(path).toBe('/var/lib/postgresql/data')
  })

  it.each(services)('%s has no password of its own, and answers on this machine alone', (_name, service) => {
    const { POSTGRES_PASSWORD = '' } = service.environment
    expect(POSTGRES_PASSWORD).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/)
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  it('asks for nothing that .env.example does not name, which holds no password', () => {
    const example = new Map(
      read('.env.example')
        .split('\n')
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => line.split('=') as [string, string]),
    )
    const asked = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map(([, name]) => name))
    expect([...asked].sort()).toEqual([...example.keys()].sort())
    for (const [name, value] of example) if (name.includes('PASSWORD')) expect(value).toBe('')
  })
})
