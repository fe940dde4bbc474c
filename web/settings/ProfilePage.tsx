import { useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { Choice } from '../ui/Choice.tsx'
import { Section } from '../ui/Section.tsx'
import { areKeysOn, switchKeys } from '../ui/shortcuts.ts'
import { Toggle } from '../ui/Toggle.tsx'
import classes from './Settings.module.css'

export function ProfilePage() {
  return (
    <>
      <Appearance />
      <Keys />
    </>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title="Appearance">
      <p className={classes.quiet}>Kept on this device.</p>
      <Choice label="Colours" options={schemes} value={colorScheme} onChange={setColorScheme} />
    </Section>
  )
}

const schemes: { value: 'light' | 'dark' | 'auto'; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the device' },
]

function Keys() {
  const [isOn, setOn] = useState(areKeysOn)
  return (
    <Section title="Keyboard">
      <Toggle
        label="Single keys do something"
        description="? lists them. Switch them off when you speak to your computer or use a reader with keys of its own. Kept on this device."
        checked={isOn}
        onChange={(on) => {
          switchKeys(on)
          setOn(on)
        }}
      />
    </Section>
  )
}
