/** The settings, one tab each, in order. */
export const settingsTabs = [{ to: '/settings/profile', label: 'Profile' }] as const
