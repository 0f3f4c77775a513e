import type { AppVersion } from '@skep/client'
import { useLocale } from '@skep/react'
import { useAtom, useAtomValue, useStore } from '@skep/react/jotai'
import { Button, Dialog, ErrorNote, Spinner, TextArea, TextField, useToast } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, useEffect, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { issueTotalsAtom } from '../state/issues-atoms.ts'
import { saveStateAtom } from '../state/save-atoms.ts'
import { openDialogAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'

/** Keeps the stored state of the app under a name. @internal */
export function PublishDialog({ appId }: { readonly appId: string }): ReactElement | null {
  const [dialog, setDialog] = useAtom(openDialogAtom)
  return dialog === 'publish' ? <OpenDialog appId={appId} onClose={() => setDialog(null)} /> : null
}

function OpenDialog({
  appId,
  onClose,
}: {
  readonly appId: string
  readonly onClose: () => void
}): ReactElement {
  const t = useT()
  const { client, saving } = useBuilder()
  const store = useStore()
  const toast = useToast()
  const { errors } = useAtomValue(issueTotalsAtom)
  const saveState = useAtomValue(saveStateAtom)
  const [versions, setVersions] = useState<readonly AppVersion[] | null>(null)
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [error, setError] = useState<ErrorData | null>(null)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    let isGone = false
    client.apps.versions(appId).then(
      (found) => {
        if (isGone) return
        setVersions(found)
        setName(t('builder.publish.defaultName', { number: found.length + 1 }))
      },
      (cause) => {
        if (!isGone) setError(toErrorData(cause))
      },
    )
    return () => {
      isGone = true
    }
  }, [client, appId, t])
  useEffect(() => {
    // What is published is what is stored.
    if (store.get(saveStateAtom)?.status === 'unsaved') saving?.retry()
  }, [store, saving])

  const publish = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const version = await client.apps.publish(appId, {
        name: name.trim(),
        ...(note.trim() ? { note: note.trim() } : {}),
      })
      toast({ tone: 'good', title: t('builder.publish.done', { name: version.name }) })
      onClose()
    } catch (cause) {
      setError(toErrorData(cause))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title={t('builder.publish.title')}
      description={t('builder.publish.text')}
      footer={
        <>
          <Button onClick={onClose}>{t('builder.cancel')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy || saveState?.status === 'saving'}
            disabled={name.trim() === '' || errors > 0 || saveState?.status !== 'saved'}
            onClick={() => void publish()}
          >
            {t('builder.publish')}
          </Button>
        </>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        {errors > 0 ? (
          <p className="sk:rounded-sm sk:bg-bad-soft sk:px-3 sk:py-2 sk:text-bad">
            {t('builder.publish.blocked', { count: errors })}
          </p>
        ) : null}
        {error ? <ErrorNote error={error} /> : null}
        <TextField label={t('builder.publish.name')} value={name} onValueChange={setName} isRequired />
        <TextArea label={t('builder.publish.note')} value={note} onValueChange={setNote} rows={2} />
        <VersionList versions={versions} />
      </div>
    </Dialog>
  )
}

function VersionList({ versions }: { readonly versions: readonly AppVersion[] | null }): ReactElement | null {
  const t = useT()
  const locale = useLocale()
  if (versions === null) return <Spinner className="sk:text-muted" />
  if (versions.length === 0) return null
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const newestFirst = versions.toSorted((a, b) => b.number - a.number)
  return (
    <div>
      <h3 className="sk:pb-1 sk:text-sm sk:font-medium">{t('builder.publish.earlier')}</h3>
      <ul className="sk:divide-y sk:divide-line sk:rounded-md sk:border sk:border-line">
        {newestFirst.slice(0, 5).map((version) => (
          <li key={version.id} className="sk:flex sk:items-baseline sk:gap-2 sk:px-2.5 sk:py-1.5">
            <span className="sk:min-w-0 sk:flex-1 sk:truncate">{version.name}</span>
            <span className="sk:text-xs sk:text-muted">{format.format(version.createdAtMs)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
