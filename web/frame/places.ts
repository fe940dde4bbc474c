/** The pages the navigation leads to, in order. */
export const workPlaces = [
  { to: '/live', label: 'Live', short: 'Live' },
  { to: '/qr-codes', label: 'QR codes', short: 'Codes' },
  { to: '/exports', label: 'Exports', short: 'Exports' },
] as const

export const organizationPlaces = [
  { to: '/activity', label: 'Activity' },
  { to: '/plan', label: 'Plan and usage' },
] as const
