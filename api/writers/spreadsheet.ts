// The parts of a workbook that are not rows, in the XML that ECMA-376 asks for.

/** What a cell of a column is: free text, a word of ours (an id, a status), a number, a moment. */
export type CellType = 'text' | 'word' | 'number' | 'time'
export type SheetColumn = { label: string; type: CellType }

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageLinks = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Indexes into the cell formats of `styles`. */
export const styleOf = { plain: 0, heading: 1, time: 2, title: 3 } as const

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
export function sheetHead(columns: readonly SheetColumn[]): string {
  const widthsOf = columns
    .map(
      ({ type }, n) =>
        `<col min="${n + 1}" max="${n + 1}" width="${widths[type]}" customWidth="1"/>`,
    )
    .join('')
  const heading = columns
    .map(({ label }, n) => textCell(`${letters(n)}1`, label, styleOf.heading))
    .join('')
  return (
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widthsOf}</cols><sheetData><row r="1">${heading}</row>\n`
  )
}

/** What follows the last row: a filter over all of them. */
export function sheetTail(columns: number, lastRow: number): string {
  return `</sheetData><autoFilter ref="A1:${letters(columns - 1)}${lastRow}"/></worksheet>`
}

/** Two columns, what and how much; the first line is the title. */
export function summarySheet(lines: readonly (readonly [string, string | number])[]): string {
  const rows = lines.map(([label, value], n) => {
    const style = n === 0 ? styleOf.title : styleOf.heading
    const cell =
      typeof value === 'number'
        ? `<c r="B${n + 1}"><v>${value}</v></c>`
        : textCell(`B${n + 1}`, value, styleOf.plain)
    return `<row r="${n + 1}">${textCell(`A${n + 1}`, label, style)}${value === '' ? '' : cell}</row>`
  })
  return (
    `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0" tabSelected="1" showGridLines="0"/>` +
    '</sheetViews><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="72" customWidth="1"/></cols>' +
    `<sheetData>${rows.join('')}</sheetData></worksheet>`
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
  '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' +
  '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>'

/** The order of the tabs: the summary, then the rows. Sheet files are numbered from 0 in the same order. */
export function workbookOf(name: string, sheets: number): string {
  const names = [
    'Summary',
    ...Array.from({ length: sheets }, (_, n) => (n === 0 ? name : `${name} ${n + 1}`)),
  ]
  const list = names
    .map((each, n) => `<sheet name="${escapeCell(each)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`)
    .join('')
  return `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list}</sheets></workbook>`
}

export function linksOfWorkbook(sheets: number): string {
  const links = Array.from({ length: sheets + 1 }, (_, n) =>
    link(n + 1, 'worksheet', `worksheets/sheet${n}.xml`),
  )
  return `${declaration}<Relationships xmlns="${packageLinks}">${links.join('')}${link(sheets + 2, 'styles', 'styles.xml')}</Relationships>`
}

export const linksOfRoot = `${declaration}<Relationships xmlns="${packageLinks}">${link(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`

function link(n: number, type: string, target: string): string {
  return `<Relationship Id="rId${n}" Type="${relations}/${type}" Target="${target}"/>`
}

export function contentTypes(sheets: number): string {
  const parts = Array.from({ length: sheets + 1 }, (_, n) =>
    part(`worksheets/sheet${n}`, 'worksheet'),
  )
  return (
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `${part('workbook', 'sheet.main')}${part('styles', 'styles')}${parts.join('')}</Types>`
  )
}

function part(name: string, type: string): string {
  return `<Override PartName="/xl/${name}.xml" ContentType="${office}.${type}+xml"/>`
}
