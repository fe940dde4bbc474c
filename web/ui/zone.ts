import { createContext, useContext } from 'react'

/** The organization's time zone: the one every time on a page is written in. */
export const ZoneContext = createContext('UTC')

export function useZone(): string {
  return useContext(ZoneContext)
}
