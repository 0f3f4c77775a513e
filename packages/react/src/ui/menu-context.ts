import { type Context, createContext } from 'react'

/** @internal */
export const MenuContext: Context<{ readonly close: () => void }> = createContext({
  close: () => {},
})
