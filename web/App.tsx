import '@mantine/core/styles/Drawer.css'
import '@mantine/core/styles/Menu.css'
import '@mantine/core/styles/Modal.css'
import '@mantine/core/styles/ModalBase.css'
import '@mantine/core/styles/Overlay.css'
import '@mantine/core/styles/Paper.css'
import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/ScrollArea.css'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Provider } from 'urql'
import { createClient } from './client.ts'
import { ViewerContext } from './frame/viewer.ts'
import { createAppRouter } from './routes.tsx'
import { closeSocket } from './scans/socket.ts'
import type { Viewer } from './session/operations.ts'
import { BehindContext } from './ui/PageHeader.tsx'
import { ZoneContext } from './ui/zone.ts'

type AppProps = {
  viewer: Viewer
  /** The session has ended: the page waits behind the form, as it was left. */
  isBehind: boolean
}

/** The application of one member: its client, its router and its socket end with it. */
export function App({ viewer, isBehind }: AppProps) {
  const [client] = useState(createClient)
  const [router] = useState(createAppRouter)
  useEffect(() => closeSocket, [])
  return (
    <ViewerContext value={viewer}>
      <ZoneContext value={viewer.organization.timezone}>
        <Provider value={client}>
          <BehindContext value={isBehind}>
            <RouterProvider router={router} />
          </BehindContext>
        </Provider>
      </ZoneContext>
    </ViewerContext>
  )
}
