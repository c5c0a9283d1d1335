import { posix } from 'node:path'
import { TdbtError } from '@tdbt/adapter-api'
import type { OnRead, RawRows } from '../raw-row.js'
import type { ZipArchive, ZipMember } from '../zip-archive.js'
import { readDateStyles } from './date-styles.js'
import { parseWholeXml } from './parse-xml.js'
import { readSharedStrings } from './shared-strings.js'
import { readSheetRows } from './sheet-rows.js'

/** Whether a zip is an Office document rather than an archive of files. */
export function isOfficeDocument(archive: ZipArchive): boolean {
  return archive.members.has('[Content_Types].xml')
}

/**
 * The rows of one sheet of a workbook (ECMA-376, xlsx). `sheet` may be left out where there is only one. Throws a
 * TdbtError where the sheet is missing and where the file is no workbook.
 */
export async function* readWorkbookRows(
  archive: ZipArchive,
  sheet: string | undefined,
  label: string,
  onRead: OnRead | undefined,
): RawRows {
  const whole = '_rels/.rels'
  const workbookPath = (await relationsOf(archive, whole, '', label)).find(isOf('officeDocument'))?.target
  if (workbookPath === undefined || !archive.members.has(workbookPath)) throw noWorkbook(label)

  const workbook = await readWorkbook(archive, workbookPath, label)
  if (workbook.sheets.length === 0) throw noWorkbook(label)
  const relations = await relationsOf(
    archive,
    posix.join(posix.dirname(workbookPath), '_rels', `${posix.basename(workbookPath)}.rels`),
    posix.dirname(workbookPath),
    label,
  )
  const chosen = chooseSheet(workbook.sheets, sheet, label)
  const sheetPart = memberAt(
    archive,
    relations.find((relation) => relation.id === chosen.relationId)?.target,
    `sheet '${chosen.name}'`,
    label,
  )
  const partOf = (kind: string): ZipMember | undefined => {
    const target = relations.find(isOf(kind))?.target
    return target === undefined ? undefined : memberAt(archive, target, kind, label)
  }
  const strings = partOf('sharedStrings')
  const styles = partOf('styles')
  const context = {
    sharedStrings: strings === undefined ? [] : await readSharedStrings(strings.open(), label),
    dateStyles: styles === undefined ? [] : await readDateStyles(styles.open(), label),
    date1904: workbook.date1904,
  }
  const bytes = sheetPart.open((read) => onRead?.(read, sheetPart.compressedSize))
  yield* readSheetRows(bytes, context, `${label}, sheet '${chosen.name}'`)
}

function noWorkbook(label: string): TdbtError {
  return new TdbtError('file-kind-unknown', `${label} is an Office document, but no workbook`)
}

interface Sheet {
  readonly name: string
  readonly relationId: string
}

interface PartRelation {
  readonly id: string
  readonly type: string
  readonly target: string
}

/** The two families of relation types (transitional and strict) agree in their last step. */
function isOf(kind: string): (relation: PartRelation) => boolean {
  return (relation) => relation.type.endsWith(`/${kind}`)
}

function chooseSheet(sheets: readonly Sheet[], name: string | undefined, label: string): Sheet {
  const names = sheets.map((sheet) => `'${sheet.name}'`).join(', ')
  if (name === undefined) {
    if (sheets.length === 1) return sheets[0]!
    throw new TdbtError('workbook-sheet', `${label} has ${sheets.length} sheets: ${names}`, {
      hint: 'say which one with `sheet` in the source',
    })
  }
  const found = sheets.find((sheet) => sheet.name === name)
  if (found === undefined)
    throw new TdbtError('workbook-sheet', `${label} has no sheet '${name}'`, { hint: `it has ${names}` })
  return found
}

function memberAt(archive: ZipArchive, path: string | undefined, what: string, label: string): ZipMember {
  const member = path === undefined ? undefined : archive.members.get(path)
  if (member === undefined)
    throw new TdbtError('archive-damaged', `${label} is broken: it lacks the part of its ${what}`)
  return member
}

async function readWorkbook(
  archive: ZipArchive,
  path: string,
  label: string,
): Promise<{ sheets: Sheet[]; date1904: boolean }> {
  const sheets: Sheet[] = []
  let date1904 = false
  await parseWholeXml(
    memberAt(archive, path, 'workbook', label).open(),
    {
      open(name, attributes) {
        if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
        else if (name === 'sheet')
          sheets.push({ name: attributes.name ?? '', relationId: relationIdOf(attributes) })
      },
      close() {},
      text() {},
    },
    label,
  )
  return { sheets, date1904 }
}

/** `r:id`, whatever prefix the file gives to the namespace of relationships. */
function relationIdOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? ''
}

async function relationsOf(
  archive: ZipArchive,
  path: string,
  base: string,
  label: string,
): Promise<PartRelation[]> {
  const relations: PartRelation[] = []
  await parseWholeXml(
    memberAt(archive, path, 'relationships', label).open(),
    {
      open(name, attributes) {
        if (name !== 'Relationship') return
        const target = attributes.Target ?? ''
        relations.push({
          id: attributes.Id ?? '',
          type: attributes.Type ?? '',
          target: target.startsWith('/') ? target.slice(1) : posix.join(base, target),
        })
      },
      close() {},
      text() {},
    },
    label,
  )
  return relations
}
