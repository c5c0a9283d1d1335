import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes the synthetic project: `count` models of about 20 lines, one in ten of them staging over a source, the others
 * with one to three refs, a macro call and a for loop; `unique` and `not_null` on `id`; a YAML file for 50 models.
 * The same count gives the same files.
 */
export function generateProject(
  folder: string,
  count: number,
  materialized: 'view' | 'table' = 'view',
): void {
  rmSync(folder, { recursive: true, force: true })
  const random = seededRandom(count)
  const staging = Math.max(1, Math.floor(count / 10))
  const write = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write(
    'dbt_project.yml',
    `name: synthetic\nversion: '1.0'\nprofile: synthetic\nmodels:\n  synthetic:\n    +materialized: ${materialized}\n    staging:\n      +materialized: view\n`,
  )
  write(
    'macros/cents.sql',
    '{% macro cents(column, scale=2) %}round(({{ column }})::numeric / 100, {{ scale }}){% endmacro %}\n',
  )
  write(
    'models/staging/sources.yml',
    `sources:\n  - name: raw\n    schema: raw\n    tables:\n${Array.from({ length: staging }, (_, at) => `      - name: t${at}\n`).join('')}`,
  )
  const names: string[] = []
  for (let at = 0; at < count; at += 1) {
    const isStaging = at < staging
    const name = isStaging ? `stg_${at}` : `m_${at}`
    const folderName = isStaging ? 'staging' : `marts/group_${at % 20}`
    const refs = isStaging ? [] : pickRefs(names, random)
    write(`models/${folderName}/${name}.sql`, isStaging ? stagingSql(at) : modelSql(refs))
    names.push(name)
  }
  for (let from = 0; from < count; from += 50) {
    write(`models/properties/schema_${from / 50}.yml`, properties(names.slice(from, from + 50)))
  }
}

function pickRefs(names: readonly string[], random: () => number): readonly string[] {
  const wanted = 1 + Math.floor(random() * 3)
  const refs = new Set<string>()
  // Mostly near ones, so that the graph is deep as well as wide.
  while (refs.size < Math.min(wanted, names.length)) {
    const back = Math.floor(random() ** 2 * Math.min(names.length, 400))
    refs.add(names[names.length - 1 - back] as string)
  }
  return [...refs]
}

function stagingSql(at: number): string {
  return `with source as (

    select * from {{ source('raw', 't${at}') }}

),

renamed as (

    select
        id,
        name,
        {{ cents('amount') }} as amount_0,
        created_at,
        upper(name) as name_upper,
        length(name) as name_length,
        '{{ this.name }}' as model_name
    from source

)

select * from renamed
`
}

function modelSql(refs: readonly string[]): string {
  const [first, ...others] = refs
  const joins = others
    .map((ref, at) => `left join {{ ref('${ref}') }} as j${at} on j${at}.id = base.id\n`)
    .join('')
  return `{{ config(tags=['synthetic']) }}

with base as (

    select * from {{ ref('${first}') }}

)

select
    base.id,
    base.name,
    base.created_at,
    base.name_upper,
    base.name_length,
    {{ cents('base.amount_0', 3) }} as amount_0,
    {% for n in [1, 2, 3] -%}
    base.amount_0 * {{ n }} as amount_{{ n }},
    {% endfor -%}
    '{{ this.name }}' as model_name
from base
${joins}where base.id is not null
`
}

function properties(names: readonly string[]): string {
  const models = names.map(
    (name) => `  - name: ${name}
    description: The synthetic model ${name}
    columns:
      - name: id
        description: Its key
        data_tests:
          - unique
          - not_null
`,
  )
  return `models:\n${models.join('')}`
}

/** mulberry32: small, seeded, good enough to spread refs. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
