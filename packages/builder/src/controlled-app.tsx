import { useStore } from '@skep/react/jotai'
import type { App } from '@skep/schema'
import { type ReactElement, useEffect, useLayoutEffect, useRef } from 'react'
import { isDeepEqual } from './core/differences.ts'
import { type HolderProps, Shell } from './shell.tsx'
import { appAtom, lastEditAtom, openAppAtom } from './state/edit-atoms.ts'

/** A builder whose app the host keeps. @internal */
export function ControlledApp({ app, ...props }: HolderProps & { readonly app: App }): ReactElement {
  const store = useStore()
  const given = useRef<WeakSet<App>>(new WeakSet())
  const onAppChange = useRef(props.onAppChange)
  onAppChange.current = props.onAppChange
  // The first paint already shows the app.
  const first = useRef(true)
  if (first.current) {
    first.current = false
    store.set(openAppAtom, app)
  }
  useLayoutEffect(() => {
    const current = store.get(appAtom)
    // What we gave may come back late, or as a copy from the host's own store.
    if (app === current || given.current.has(app) || isDeepEqual(app, current)) return
    store.set(openAppAtom, app)
  }, [app, store])
  useEffect(
    () =>
      store.sub(lastEditAtom, () => {
        const last = store.get(lastEditAtom)
        if (!last) return
        given.current.add(last.app)
        onAppChange.current?.(last.app, { patches: last.patches, reason: last.reason })
      }),
    [store],
  )
  return <Shell {...props} appId={undefined} />
}
