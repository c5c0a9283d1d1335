import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseErrors, parseShop } from '../support/parse-shop.js'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('files', () => {
  it('are found as dbt finds them', () => {
    const { manifest } = parseShop({
      'dbt_project.yml': 'name: shop\nprofile: shop\nmodel-paths: [models, "./more models/"]\n',
      '.dbtignore': 'ign*.sql\n',
      'models/a.sql': 'select 1',
      'models/dotted.name.sql': 'select 1',
      'models/UPPER.SQL': 'select 1',
      'models/.hidden.sql': 'select 1',
      'models/.folder/inside.sql': 'select 1',
      'models/#emacs.sql': 'select 1',
      'models/ignored.sql': 'select 1',
      'models/notes.txt': 'no',
      'more models/sub folder/e.sql': 'select 1',
      'tests/t.sql': 'select 1',
      'analyses/an.sql': 'select 1',
      'seeds/s.csv': 'a\n1\n',
    })
    expect(
      [...manifest.nodes.values()].map((node) => [node.uniqueId, node.originalFilePath, node.fqn]),
    ).toEqual([
      ['model.shop.inside', 'models/.folder/inside.sql', ['shop', '.folder', 'inside']],
      ['model.shop.UPPER', 'models/UPPER.SQL', ['shop', 'UPPER']],
      ['model.shop.a', 'models/a.sql', ['shop', 'a']],
      ['model.shop.dotted.name', 'models/dotted.name.sql', ['shop', 'dotted.name']],
      ['model.shop.e', 'more models/sub folder/e.sql', ['shop', 'sub folder', 'e']],
      ['analysis.shop.an', 'analyses/an.sql', ['shop', 'analysis', 'an']],
      ['test.shop.t', 'tests/t.sql', ['shop', 't']],
      ['seed.shop.s', 'seeds/s.csv', ['shop', 's']],
    ])
  })

  it('may have a byte order mark, line ends of Windows and letters of any language', () => {
    const crlf = "{{ config(tags=['x']) }}\r\n\r\nselect 1 as id\r\n"
    const { node } = parseShop({
      'models/bom.sql': utf8('\ufeffselect 1'),
      'models/crlf.sql': crlf,
      'models/crlf.yml': 'models:\r\n  - name: crlf\r\n    description: |\r\n      a\r\n      b\r\n',
      'models/unié.sql': "select 'hé😀' as ü",
    })
    expect([
      node('bom').raw_code,
      node('crlf').raw_code,
      node('crlf').description,
      node('unié').raw_code,
    ]).toEqual(['select 1', crlf.trim(), 'a\nb\n', "select 'hé😀' as ü"])
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect([node('bom').checksum, node('crlf').checksum]).toEqual([
      { name: 'sha256', checksum: sha256('\ufeffselect 1') },
      { name: 'sha256', checksum: sha256(crlf.trim()) },
    ])
  })

  it('of another encoding are refused instead of read with other letters', () => {
    expect(parseErrors({ 'models/a.sql': new Uint8Array([0x73, 0x0a, 0xe9]) })).toEqual([
      'Parsing models/a.sql:2:1 the file is not encoded in UTF-8',
    ])
  })

  it('that are folders, and folders that are files, are told of', () => {
    expect(parseErrors({ '.dbtignore/x': '' })).toEqual([
      "Parsing .dbtignore .dbtignore can't be read: EISDIR: illegal operation on a directory, read",
    ])
    for (const folder of ['seeds', 'dbt_packages']) {
      const [error, ...others] = parseErrors({ [folder]: '' })
      expect(error).toMatch(`Parsing ${folder} ${folder} can't be read: ENOTDIR: not a directory, scandir`)
      expect(others).toEqual([])
    }
  })

  it('may have a long way of blanks', () => {
    const blanks = ' '.repeat(1_000_000)
    const { node } = parseShop({ 'models/a.sql': `${blanks}select${blanks}1${blanks}` })
    const checksum = createHash('sha256').update(`select${blanks}1`).digest('hex')
    expect(node('a').checksum).toEqual({ name: 'sha256', checksum })
  })

  it('with seeds above a megabyte are known by their path', () => {
    const { node } = parseShop({ 'seeds/big.csv': `a\n${'1234567890\n'.repeat(100_000)}` })
    expect(node('seed.shop.big').checksum).toEqual({ name: 'path', checksum: 'seeds/big.csv' })
  })
})

describe('snapshots', () => {
  it('stand in blocks, of which the minus takes white space away', () => {
    const { manifest } = parseShop({
      'snapshots/sn.sql': `
{% snapshot one %}
{{ config(unique_key='id', strategy='check', check_cols=['a'], target_schema='snaps') }}
select 1
{% endsnapshot %}
text between
{%- snapshot two -%}
  {{ config(unique_key='id', strategy='timestamp', updated_at='u', snapshot_meta_column_names={'dbt_valid_to': 'vt'}) }}
  select 2
{%- endsnapshot -%}
`,
      'snapshots/sn.yml': 'snapshots: [{name: one, description: first}]',
    })
    const nodes = [...manifest.nodes.values()]
    expect(
      nodes.map((node) => [node.uniqueId, node.fqn, node.relationName, node.description, node.origin.line]),
    ).toEqual([
      ['snapshot.shop.one', ['shop', 'sn', 'one'], '`wh`.`snaps`.`one`', 'first', 2],
      ['snapshot.shop.two', ['shop', 'sn', 'two'], '`wh`.`dev`.`two`', '', 8],
    ])
    expect(nodes.map((node) => node.rawCode)).toEqual([
      "\n{{ config(unique_key='id', strategy='check', check_cols=['a'], target_schema='snaps') }}\nselect 1\n",
      "{{ config(unique_key='id', strategy='timestamp', updated_at='u', snapshot_meta_column_names={'dbt_valid_to': 'vt'}) }}\n  select 2",
    ])
    expect(nodes[1]?.config.snapshot_meta_column_names).toEqual({
      dbt_valid_to: 'vt',
      dbt_valid_from: null,
      dbt_scd_id: null,
      dbt_updated_at: null,
      dbt_is_deleted: null,
    })
  })
})
