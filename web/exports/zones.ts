/** Every zone the browser knows, the likely ones first. */
export function timeZones(first: string): string[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set([first, own, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
}
