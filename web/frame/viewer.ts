import { createContext, useContext } from 'react'
import type { Viewer } from '../session/operations.ts'

export const ViewerContext = createContext<Viewer | null>(null)

/** The member this application runs for. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('useViewer outside App')
  return viewer
}

/** Only owners change the plan; everyone else is told whom to ask. */
export function canChangePlan(viewer: Viewer): boolean {
  return viewer.role === 'OWNER'
}

export function canEditCodes(viewer: Viewer): boolean {
  return viewer.role !== 'VIEWER'
}

/** Owners and admins. */
export function canRunOrganization({ role }: Viewer): boolean {
  return role === 'OWNER' || role === 'ADMIN'
}
