import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  virtualColor,
} from '@mantine/core'

// The only file with colours in it. Every pair that carries text was measured against WCAG 2.2 AA;
// a new colour belongs here, with its ratio checked, and reaches the pages as an --oi-* variable.
// Icons and rules that need a value use the variable, so light and dark never diverge.

const tide: MantineColorsTuple = [
  '#EFFAFB',
  '#DBF3F6',
  '#B8E8EE',
  '#8DD9E1',
  '#65C5D0',
  '#40ADB8',
  '#1B8D98',
  '#076F78',
  '#005A61',
  '#01454B',
]
const rust: MantineColorsTuple = [
  '#FFF5F4',
  '#FEE8E5',
  '#FFD2CC',
  '#FEB4AB',
  '#FE9185',
  '#EA7166',
  '#C6544B',
  '#9F3D36',
  '#81302B',
  '#642420',
]
const amber: MantineColorsTuple = [
  '#FEF6ED',
  '#FBEBD8',
  '#F7D8B3',
  '#EFC187',
  '#E0A861',
  '#C88E40',
  '#A77120',
  '#85570B',
  '#6B4507',
  '#533506',
]
const moss: MantineColorsTuple = [
  '#F0FBF3',
  '#DFF5E3',
  '#C0EBCA',
  '#9BDCAC',
  '#79C990',
  '#5AB175',
  '#3D9159',
  '#287342',
  '#1F5C34',
  '#174727',
]
const gray: MantineColorsTuple = [
  '#FBFAF7',
  '#F1F0ED',
  '#E8E8E5',
  '#E0E0DD',
  '#C8C7C4',
  '#8D8C89',
  '#5F5F5C',
  '#565553',
  '#363533',
  '#1C1C1A',
]
const dark: MantineColorsTuple = [
  '#E9ECEA',
  '#C8CBC9',
  '#A9ABAA',
  '#8B8E8C',
  '#383A38',
  '#242624',
  '#1D1F1D',
  '#161816',
  '#0E100F',
  '#0A0B0A',
]

const day = {
  canvas: '#F5F4F1',
  sheet: '#FFFFFF',
  sunken: '#FBFAF7',
  hover: '#F1F0ED',
  line: '#E8E8E5',
  edge: '#C8C7C4',
  control: '#8D8C89',
  text: '#1C1C1A',
  text2: '#5F5F5C',
  text3: '#70706D',
  accent: '#076F78',
  tint: '#EFFAFB',
  tint2: '#DBF3F6',
  up: '#287342',
  down: '#9F3D36',
  warn: '#85570B',
  land: '#EDECE8',
  paper: '#FFFFFF',
  ink: '#1C1C1A',
  // Categories in their fixed order, then the rest; any two differ in normal and colour-blind sight.
  c1: '#076F78',
  c2: '#B24E00',
  c3: '#8569D4',
  c4: '#9C9572',
  c5: '#73434C',
  c6: '#8296B4',
  other: '#C8C7C4',
  // A sequence by quantiles; land is its zero.
  s1: '#BEE9EE',
  s2: '#7FCDD6',
  s3: '#48AAB5',
  s4: '#20858E',
  s5: '#115D65',
}

// Paper and ink stay as they are in the dark: a QR code is read by a camera, not by a theme.
const night: typeof day = {
  canvas: '#0E100F',
  sheet: '#161816',
  sunken: '#1D1F1D',
  hover: '#242624',
  line: '#2C2E2D',
  edge: '#383A38',
  control: '#6B6D6B',
  text: '#E9ECEA',
  text2: '#A9ABAA',
  text3: '#8B8E8C',
  accent: '#65C5D0',
  tint: '#01292D',
  tint2: '#013A40',
  up: '#79C990',
  down: '#FE9185',
  warn: '#E0A861',
  land: '#242624',
  paper: '#FFFFFF',
  ink: '#1C1C1A',
  c1: '#65C5D0',
  c2: '#C04B2A',
  c3: '#826A8C',
  c4: '#D2C686',
  c5: '#BD848A',
  c6: '#7781ED',
  other: '#545654',
  s1: '#193539',
  s2: '#1E5359',
  s3: '#22767E',
  s4: '#38A0AA',
  s5: '#7BD9E3',
}

function tokens(values: typeof day): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`--oi-${name}`, value])),
    '--mantine-color-body': values.sheet,
    '--mantine-color-text': values.text,
    '--mantine-color-placeholder': values.text3,
    '--mantine-color-dimmed': values.text2,
    '--mantine-color-error': values.down,
    '--mantine-color-anchor': values.accent,
    '--mantine-color-default-border': values.edge,
    '--mantine-color-default-hover': values.hover,
  }
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: tokens(day),
  dark: { ...tokens(night), '--mantine-color-bright': night.text },
})

const overlay = '0 1px 2px rgb(0 0 0 / .06), 0 8px 24px rgb(0 0 0 / .10)'
const dialog = '0 2px 4px rgb(0 0 0 / .08), 0 24px 64px rgb(0 0 0 / .18)'

const overlayTitle = { fontSize: '1rem', fontWeight: 600, overflowWrap: 'anywhere' }

/** Dialogs and menus are drawn in here, so that hiding the application hides them too. */
export const overlaysId = 'oi-overlays'

const buttonSizes: Record<string, Record<string, string>> = {
  sm: { '--button-height': '32px', '--button-padding-x': '12px', '--button-fz': '0.8125rem' },
  md: { '--button-height': '36px', '--button-padding-x': '14px', '--button-fz': '0.875rem' },
}

export const theme = createTheme({
  colors: {
    tide,
    rust,
    amber,
    moss,
    gray,
    dark,
    // Mantine's own error styles reach for red; they get the measured one.
    red: rust,
    // primaryShade with autoContrast alone leaves white text on the light accent in the dark (2.0:1);
    // virtual colours resolve per scheme first, and then the contrast is right.
    accent: virtualColor({ name: 'accent', light: 'tide', dark: 'tide' }),
    danger: virtualColor({ name: 'danger', light: 'rust', dark: 'rust' }),
  },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  white: day.sheet,
  black: day.text,
  fontFamily: "'Geist Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'Geist Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.5', lg: '1.5', xl: '1.3' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.75rem' },
      h2: { fontSize: '1rem', lineHeight: '1.375rem' },
      h3: { fontSize: '0.875rem', lineHeight: '1.3125rem' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.5rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  breakpoints: { xs: '30em', sm: '48em', md: '64em', lg: '80em', xl: '96em' },
  shadows: { xs: 'none', sm: 'none', md: overlay, lg: overlay, xl: dialog },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      vars: (_theme: unknown, props: { size?: string }) => ({
        root: buttonSizes[props.size ?? 'sm'] ?? {},
      }),
      styles: { root: { fontWeight: 550 } },
    },
    Input: {
      vars: () => ({ wrapper: { '--input-bd': 'var(--oi-control)', '--input-height': '36px' } }),
    },
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] },
      styles: {
        label: { marginBottom: 4, fontWeight: 550 },
        description: { marginBottom: 6, fontSize: '0.75rem', lineHeight: '1rem' },
      },
    },
    Modal: {
      defaultProps: { shadow: 'xl', radius: 'lg', centered: true },
      styles: { title: overlayTitle },
    },
    Drawer: {
      defaultProps: { shadow: 'xl', position: 'right' },
      styles: { title: overlayTitle },
    },
    Portal: { defaultProps: { target: `#${overlaysId}` } },
    Menu: { defaultProps: { shadow: 'md', withinPortal: true } },
  },
})
