import { type Part, valueColumn } from './report.ts'
import { declaration, escapeCell, letters, packageLinks, relations } from './spreadsheet.ts'

// Charts of a workbook, which spreadsheet programs draw from the cells of a sheet (ECMA-376 part 1, 21.2).

/** A part that is drawn, and the sheet that its numbers stand on. */
export type Charted = { part: Part; sheet: string }

const charts = 'http://schemas.openxmlformats.org/drawingml/2006/chart'
const drawings = 'http://schemas.openxmlformats.org/drawingml/2006/main'
const placing = 'http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing'

/** More bars than this are no picture any more; the sheet has them all. */
const mostBars = 12
/** In rows of the sheet that it lies on. */
const chartHeight = 17
const text2 = '5F5F5C'
const accent = '076F78'
const line = 'E8E8E5'

/** A line or bars have a chart; a heat map is coloured cells. */
export function isCharted(part: Part): boolean {
  const isDrawn = part.chart === 'LINE' || part.chart === 'BARS'
  return isDrawn && part.rows.length > 0 && valueColumn(part) > 0
}

/** One chart: the first column along the axis, the first column of numbers as height. */
export function chartOf({ part, sheet }: Charted): string {
  const column = valueColumn(part)
  const isLine = part.chart === 'LINE'
  const rows = isLine ? part.rows : part.rows.slice(0, mostBars)
  const range = (n: number) =>
    escapeCell(
      `'${sheet.replaceAll("'", "''")}'!$${letters(n)}$2:$${letters(n)}$${rows.length + 1}`,
    )
  const points = (n: number) =>
    `<c:ptCount val="${rows.length}"/>` +
    rows
      .map((row, m) => `<c:pt idx="${m}"><c:v>${escapeCell(String(row[n] ?? ''))}</c:v></c:pt>`)
      .join('')
  const series =
    '<c:ser><c:idx val="0"/><c:order val="0"/>' +
    `<c:tx><c:v>${escapeCell(part.columns[column]?.label ?? '')}</c:v></c:tx>` +
    (isLine
      ? `<c:spPr><a:ln w="22225" cap="rnd">${filled(accent)}<a:round/></a:ln></c:spPr><c:marker><c:symbol val="none"/></c:marker>`
      : `<c:spPr>${filled(accent)}</c:spPr><c:invertIfNegative val="0"/>`) +
    `<c:cat><c:strRef><c:f>${range(0)}</c:f><c:strCache>${points(0)}</c:strCache></c:strRef></c:cat>` +
    `<c:val><c:numRef><c:f>${range(column)}</c:f><c:numCache><c:formatCode>#,##0</c:formatCode>${points(column)}</c:numCache></c:numRef></c:val>` +
    (isLine ? '<c:smooth val="0"/>' : '') +
    '</c:ser>'
  const plot = isLine
    ? `<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${series}<c:marker val="1"/>${axisIds}</c:lineChart>`
    : `<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>${series}<c:gapWidth val="40"/>${axisIds}</c:barChart>`
  return (
    `${declaration}<c:chartSpace xmlns:c="${charts}" xmlns:a="${drawings}" xmlns:r="${relations}"><c:roundedCorners val="0"/>` +
    `<c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="en" sz="1200" b="1"/>` +
    `<a:t>${escapeCell(part.title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>` +
    `<c:plotArea><c:layout/>${plot}${axes(isLine)}</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>` +
    `<c:spPr>${filled('FFFFFF')}<a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`
  )
}

const axisIds = '<c:axId val="1"/><c:axId val="2"/>'

/** Names below a line from left to right, or beside bars from the top; numbers from zero. */
function axes(isLine: boolean): string {
  const text = `<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900">${filled(text2)}</a:defRPr></a:pPr><a:endParaRPr lang="en"/></a:p></c:txPr>`
  const none = '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
  const marks =
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
  return (
    `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="${isLine ? 'minMax' : 'maxMin'}"/></c:scaling><c:delete val="0"/>` +
    `<c:axPos val="${isLine ? 'b' : 'l'}"/><c:numFmt formatCode="General" sourceLinked="0"/>${marks}${none}${text}<c:crossAx val="2"/></c:catAx>` +
    '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/>' +
    `<c:axPos val="${isLine ? 'l' : 't'}"/><c:majorGridlines><c:spPr><a:ln w="6350">${filled(line)}</a:ln></c:spPr></c:majorGridlines>` +
    `<c:numFmt formatCode="#,##0" sourceLinked="0"/>${marks}${none}${text}<c:crossAx val="1"/></c:valAx>`
  )
}

function filled(color: string): string {
  return `<a:solidFill><a:srgbClr val="${color}"/></a:solidFill>`
}

/** Where the charts lie on the summary: one under the other, from this row on, over both of its columns. */
export function drawingOf(count: number, firstRow: number): string {
  const anchors = Array.from({ length: count }, (_, n) => {
    const top = firstRow + n * (chartHeight + 1)
    const corner = (name: string, column: number, row: number) =>
      `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:${name}>`
    return (
      `<xdr:twoCellAnchor>${corner('from', 0, top)}${corner('to', 2, top + chartHeight)}<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>` +
      `<xdr:cNvPr id="${n + 2}" name="Chart ${n + 1}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
      '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
      `<a:graphic><a:graphicData uri="${charts}"><c:chart xmlns:c="${charts}" r:id="rId${n + 1}"/></a:graphicData></a:graphic>` +
      '</xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
    )
  })
  return `${declaration}<xdr:wsDr xmlns:xdr="${placing}" xmlns:a="${drawings}" xmlns:r="${relations}">${anchors.join('')}</xdr:wsDr>`
}

/** From the summary to its drawing, and from the drawing to each chart. */
export function chartLinks(count: number): { summary: string; drawing: string } {
  const list = (links: string) =>
    `${declaration}<Relationships xmlns="${packageLinks}">${links}</Relationships>`
  const link = (n: number, type: string, target: string) =>
    `<Relationship Id="rId${n}" Type="${relations}/${type}" Target="${target}"/>`
  const each = Array.from({ length: count }, (_, n) =>
    link(n + 1, 'chart', `../charts/chart${n + 1}.xml`),
  )
  return {
    summary: list(link(1, 'drawing', '../drawings/drawing1.xml')),
    drawing: list(each.join('')),
  }
}

/** What the charts add to the list of content types. */
export function chartTypes(count: number): string {
  if (count === 0) return ''
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`
  const each = Array.from({ length: count }, (_, n) =>
    part(`charts/chart${n + 1}`, 'drawingml.chart'),
  )
  return part('drawings/drawing1', 'drawing') + each.join('')
}
