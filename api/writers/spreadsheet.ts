import type { Cell, Part } from './report.ts'

// The parts of a workbook that are not rows, in the XML that ECMA-376 asks for.

/** What a cell of a column is: free text, a word of ours (an id, a status), a number, a moment. */
export type CellType = 'text' | 'word' | 'number' | 'time'
export type SheetColumn = { label: string; type: CellType }

export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
export const packageLinks = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Indexes into the cell formats of `styles`. */
export const styleOf = { plain: 0, heading: 1, time: 2, title: 3, count: 4 } as const

/** In characters, as Excel measures. */
const widths: Record<CellType, number> = { text: 30, word: 18, number: 12, time: 21 }

/** XML text of a string as a cell may hold it: what XML forbids is left out, what Excel would unescape is escaped. */
export function escapeCell(text: string): string {
  return (
    text
      .slice(0, 32_767)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

/** The name of a column: A … Z, AA … */
export function letters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** A sheet up to its first row: the heading stays in sight and is bold. */
export function sheetHead(columns: readonly SheetColumn[], numberWidth = widths.number): string {
  const widthsOf = columns
    .map(
      ({ type }, n) =>
        `<col min="${n + 1}" max="${n + 1}" width="${type === 'number' ? numberWidth : widths[type]}" customWidth="1"/>`,
    )
    .join('')
  const heading = columns
    .map(({ label }, n) => textCell(`${letters(n)}1`, label, styleOf.heading))
    .join('')
  return (
    `${declaration}<worksheet xmlns="${main}">${fitting}<sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widthsOf}</cols><sheetData><row r="1">${heading}</row>\n`
  )
}

/** What follows the last row: a filter over all of them, and what colours they have. */
export function sheetTail(columns: number, lastRow: number, colors = ''): string {
  const filter = `<autoFilter ref="A1:${letters(columns - 1)}${lastRow}"/>`
  return `</sheetData>${filter}${colors}${printed('landscape')}</worksheet>`
}

/** On paper all columns fit on one page, on as many pages as there are rows for. */
const fitting = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'

function printed(orientation: 'portrait' | 'landscape'): string {
  return `<pageSetup paperSize="9" orientation="${orientation}" fitToWidth="1" fitToHeight="0"/>`
}

/** Two columns, what and how much; the first line is the title. Charts lie under them. */
export function summarySheet(
  lines: readonly (readonly [string, string | number])[],
  hasCharts: boolean,
): string {
  const rows = lines.map(([label, value], n) => {
    const style = n === 0 ? styleOf.title : styleOf.heading
    const cell =
      typeof value === 'number'
        ? `<c r="B${n + 1}" s="${styleOf.count}"><v>${value}</v></c>`
        : textCell(`B${n + 1}`, value, styleOf.plain)
    return `<row r="${n + 1}">${textCell(`A${n + 1}`, label, style)}${value === '' ? '' : cell}</row>`
  })
  return (
    `${declaration}<worksheet xmlns="${main}" xmlns:r="${relations}">${fitting}<sheetViews><sheetView workbookViewId="0" tabSelected="1" showGridLines="0"/>` +
    '</sheetViews><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="72" customWidth="1"/></cols>' +
    `<sheetData>${rows.join('')}</sheetData>${printed('portrait')}${hasCharts ? '<drawing r:id="rId1"/>' : ''}</worksheet>`
  )
}

function textCell(at: string, text: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeCell(text)}</t></is></c>`
}

export const styles =
  `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
  '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="16"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="3" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left"/></xf></cellXfs></styleSheet>'

/** A part as a sheet of its own; numbers of a heat map are coloured from few to many. */
export function partSheet({ columns, rows, chart }: Part, timezone: string): string {
  const day = dayNumbers(timezone)
  const cells = rows.map((row, n) => {
    const at = n + 2
    const line = row.map((cell, m) => typedCell(`${letters(m)}${at}`, cell, day)).join('')
    return `<row r="${at}">${line}</row>`
  })
  const last = `${letters(columns.length - 1)}${rows.length + 1}`
  const colors =
    chart === 'HEAT' && rows.length > 0
      ? `<conditionalFormatting sqref="B2:${last}"><cfRule type="colorScale" priority="1"><colorScale><cfvo type="min"/><cfvo type="max"/>` +
        '<color rgb="FFFFFFFF"/><color rgb="FF48AAB5"/></colorScale></cfRule></conditionalFormatting>'
      : ''
  const head = sheetHead(columns, chart === 'HEAT' ? 6 : undefined)
  return head + cells.join('') + sheetTail(columns.length, rows.length + 1, colors)
}

/** An empty cell is not written at all. */
function typedCell(at: string, cell: Cell, day: (at: Date) => number): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
  if (typeof cell === 'string') return textCell(at, cell, styleOf.plain)
  return `<c r="${at}" s="${styleOf.time}"><v>${day(cell)}</v></c>`
}

/** A moment as Excel has it: days of the calendar on the wall since the end of 1899. */
function dayNumbers(timezone: string): (at: Date) => number {
  const wall = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (at) => Date.parse(`${wall.format(at).replace(' ', 'T')}Z`) / 86_400_000 + 25_569
}

/** Names that sheets may bear: none of []:*?/\, at most 31 characters, no two alike. */
export function sheetNames(wanted: readonly string[]): string[] {
  const names: string[] = []
  for (const each of wanted) {
    const plain =
      each
        .replace(/[[\]:*?/\\\p{Cc}]+/gu, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || 'Sheet'
    let name = cut(plain, 31)
    const isTaken = () => names.some((other) => other.toLowerCase() === name.toLowerCase())
    for (let n = 2; isTaken(); n += 1) name = `${cut(plain, 30 - String(n).length)} ${n}`
    names.push(name)
  }
  return names
}

/** So many units at most, and no half of a character. */
function cut(text: string, most: number): string {
  return text
    .slice(0, most)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trim()
}

/** A sheet's name and its file below xl/worksheets. */
export type Tab = { name: string; file: string }

/** The tabs in their order. */
export function workbookOf(tabs: readonly Tab[]): string {
  const list = tabs
    .map(
      ({ name }, n) => `<sheet name="${escapeCell(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`,
    )
    .join('')
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list}</sheets></workbook>`
}

export function linksOfWorkbook(tabs: readonly Tab[]): string {
  const links = tabs.map(({ file }, n) => link(n + 1, 'worksheet', `worksheets/${file}.xml`))
  return `${declaration}<Relationships xmlns="${packageLinks}">${links.join('')}${link(tabs.length + 1, 'styles', 'styles.xml')}</Relationships>`
}

export const linksOfRoot = `${declaration}<Relationships xmlns="${packageLinks}">${link(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`

function link(n: number, type: string, target: string): string {
  return `<Relationship Id="rId${n}" Type="${relations}/${type}" Target="${target}"/>`
}

/** `more` are the parts that are not worksheets. */
export function contentTypes(tabs: readonly Tab[], more: string): string {
  const parts = tabs.map(({ file }) => part(`worksheets/${file}`, 'worksheet'))
  return (
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `${part('workbook', 'sheet.main')}${part('styles', 'styles')}${parts.join('')}${more}</Types>`
  )
}

function part(name: string, type: string): string {
  return `<Override PartName="/xl/${name}.xml" ContentType="${office}.${type}+xml"/>`
}
