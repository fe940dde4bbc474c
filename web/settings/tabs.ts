/** The settings, one tab each, in order. */
export const settingsTabs = [
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/security', label: 'Security' },
  { to: '/settings/organization', label: 'Organization' },
  { to: '/settings/privacy', label: 'Privacy' },
  { to: '/settings/webhooks', label: 'Webhooks' },
] as const
