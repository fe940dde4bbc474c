/**
 * The pages the navigation leads to, in order. `go` is the key that leads there after G; `short` gives a place one of the
 * four tabs a phone has beside More.
 */
export const workPlaces = [
  { to: '/', label: 'Overview', short: 'Overview', go: 'o' },
  { to: '/live', label: 'Live', short: 'Live', go: 'l' },
  { to: '/qr-codes', label: 'QR codes', short: 'Codes', go: 'q' },
  { to: '/campaigns', label: 'Campaigns', go: 'c' },
  { to: '/analytics', label: 'Analytics', short: 'Analytics', go: 'a' },
  { to: '/exports', label: 'Exports', go: 'e' },
  { to: '/files', label: 'Files', go: 'f' },
] as const

export const organizationPlaces = [
  { to: '/team', label: 'Team', go: 't' },
  { to: '/activity', label: 'Activity', go: 'h' },
  { to: '/plan', label: 'Plan and usage', go: 'p' },
  { to: '/settings', label: 'Settings', go: 's' },
] as const

export const allPlaces = [...workPlaces, ...organizationPlaces]
