import { useSyncExternalStore } from 'react'

export const ROUTES = ['chat', 'builder', 'knowledge', 'models'] as const
export type Route = (typeof ROUTES)[number]

function read(): Route {
  const name = location.hash.replace(/^#\/?/, '')
  return ROUTES.find((route) => route === name) ?? 'chat'
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}

/** The page that the address names after its `#`. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read)
}
