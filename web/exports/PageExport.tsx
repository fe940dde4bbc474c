import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Wish } from './Panel.tsx'

const Panel = lazy(() => import('./Panel.tsx').then((module) => ({ default: module.Panel })))

type PageExportProps = {
  /** What the page shows now: its range and its filters. */
  wish: () => Wish
}

/** Takes along what this page shows. The panel comes when it is asked for. */
export function PageExport({ wish }: PageExportProps) {
  const [wanted, setWanted] = useState<Wish | null>(null)
  const [isLoaded, setLoaded] = useState(false)
  return (
    <>
      <Button
        variant="default"
        onClick={() => {
          setLoaded(true)
          setWanted(wish())
        }}
        aria-haspopup="dialog"
      >
        Export
      </Button>
      {isLoaded && (
        <Suspense fallback={null}>
          <Panel wish={wanted} onClose={() => setWanted(null)} />
        </Suspense>
      )}
    </>
  )
}
