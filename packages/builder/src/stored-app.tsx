import type { AppRecord } from '@skep/client'
import { useAsync, useClient } from '@skep/react'
import { useStore } from '@skep/react/jotai'
import { ErrorNote, Spinner } from '@skep/react/ui'
import { type ReactElement, useEffect, useMemo, useRef } from 'react'
import type { Saving } from './builder-context.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { type Autosave, createAutosave } from './core/autosave.ts'
import { type HolderProps, Shell } from './shell.tsx'
import { appAtom, lastEditAtom, openAppAtom } from './state/edit-atoms.ts'
import { saveStateAtom } from './state/save-atoms.ts'
import { useT } from './use-t.ts'

/** A builder that loads a stored app and saves it by itself. @internal */
export function StoredApp({ appId, ...props }: HolderProps & { readonly appId: string }): ReactElement {
  const client = useClient()
  const t = useT()
  const { state, reload } = useAsync(() => client.apps.get(appId), [client, appId])
  if (state.value) return <SavedApp {...props} record={state.value} />
  return (
    <div className="sk:flex sk:h-full sk:min-h-60 sk:items-center sk:justify-center sk:bg-canvas sk:p-6">
      {state.status === 'failed' ? (
        <ErrorNote error={state.error} onRetry={reload} />
      ) : (
        <Spinner size={20} label={t('builder.loading')} className="sk:text-muted" />
      )}
    </div>
  )
}

function SavedApp({ record, ...props }: HolderProps & { readonly record: AppRecord }): ReactElement {
  const client = useClient()
  const store = useStore()
  const onAppChange = useRef(props.onAppChange)
  onAppChange.current = props.onAppChange
  const autosave = useRef<Autosave | null>(null)
  const latest = useRef(record)
  const first = useRef(true)
  if (first.current) {
    first.current = false
    store.set(openAppAtom, record.app)
  }

  useEffect(() => {
    const appId = record.app.id
    const saver = createAutosave(latest.current, {
      async save(app, baseRevision) {
        latest.current = await client.apps.save(app, { baseRevision })
        return latest.current
      },
      load: () => client.apps.get(appId),
      onState: (state) => store.set(saveStateAtom, state),
      schedule(callback, delayMs) {
        const timer = setTimeout(callback, delayMs)
        return () => clearTimeout(timer)
      },
    })
    autosave.current = saver
    const { revision, updatedAtMs } = latest.current
    store.set(saveStateAtom, { status: 'saved', revision, savedAtMs: updatedAtMs })
    const unsubscribe = store.sub(lastEditAtom, () => {
      const last = store.get(lastEditAtom)
      if (!last) return
      saver.change(last.app)
      onAppChange.current?.(last.app, { patches: last.patches, reason: last.reason })
    })
    const unwatch = client.apps.watch((event) => {
      if (event.type !== 'app_saved' || event.summary.id !== appId) return
      saver.noticeRevision(event.summary.revision).then(
        (theirs) => {
          if (!theirs) return
          latest.current = theirs
          store.set(openAppAtom, theirs.app)
        },
        () => undefined, // the next save finds out
      )
    })
    return () => {
      unsubscribe()
      unwatch()
      void saver.dispose()
    }
  }, [client, store, record])

  const saving = useMemo<Saving>(
    () => ({
      retry: () => void autosave.current?.flush(),
      keepMine: () => void autosave.current?.keepMine(),
      takeTheirs: () => {
        const theirs = autosave.current?.takeTheirs()
        if (!theirs) return
        latest.current = theirs
        store.set(openAppAtom, theirs.app)
      },
    }),
    [store],
  )
  return (
    <Shell {...props} appId={record.app.id} saving={saving}>
      <ConflictDialog mine={() => store.get(appAtom)} saving={saving} />
    </Shell>
  )
}
