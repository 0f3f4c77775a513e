import type { ModelDownload } from '@skep/client'
import { formatBytes, useClient, useLocale, useMessages } from '@skep/react'
import { Badge, Button, ErrorNote, IconButton, ProgressBar } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { Download, Pause, Play, Trash2, X } from 'lucide-react'
import { memo, type NamedExoticComponent, type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'

/** @internal */
export interface DownloadRowProps {
  readonly download: ModelDownload
  /** The name of its connection. */
  readonly connection: string
  readonly onDelete: (download: ModelDownload) => void
}

type Call = 'startDownload' | 'pauseDownload' | 'cancelDownload'

/** One model: how much of it is here, and what can be done about it. @internal */
export const DownloadRow: NamedExoticComponent<DownloadRowProps> = memo(function DownloadRow(props) {
  const { download, connection, onDelete } = props
  const { provider, model, label, state, loadedBytes, totalBytes } = download
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const client = useClient()
  const [busy, setBusy] = useState<Call | null>(null)
  const [refusal, setRefusal] = useState<ErrorData | null>(null)
  const call = async (name: Call): Promise<void> => {
    setBusy(name)
    setRefusal(null)
    try {
      await client.models[name]({ provider, model })
    } catch (caught) {
      setRefusal(toErrorData(caught))
    } finally {
      setBusy(null)
    }
  }
  const isUnderWay = state === 'running' || state === 'queued' || state === 'paused'
  const isBegun = isUnderWay || (state === 'failed' && loadedBytes > 0)
  const error = refusal ?? (state === 'failed' ? download.error : undefined)
  const size = totalBytes === undefined ? t('models.sizeUnknown') : formatBytes(totalBytes, locale)
  return (
    <li data-state={state} className="sk:border-b sk:border-line sk:px-3 sk:py-2.5 sk:last:border-b-0">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
        <div className="sk:min-w-40 sk:flex-1">
          <span className="sk:block sk:truncate sk:font-medium" title={label}>
            <bdi>{label}</bdi>
          </span>
          <span className="sk:block sk:truncate sk:text-sm sk:text-muted sk:tabular-nums">
            <bdi>{connection}</bdi> · <bdi>{isBegun ? <Progress download={download} /> : size}</bdi>
          </span>
        </div>
        {state === 'ready' ? <Badge tone="good">{t('models.kept')}</Badge> : null}
        {state === 'failed' ? <Badge tone="bad">{t('models.failed')}</Badge> : null}
        <div className="sk:flex sk:items-center sk:gap-1">
          {state === 'absent' ? (
            <Button
              size="sm"
              icon={<Download size={13} />}
              isBusy={busy === 'startDownload'}
              aria-label={t('models.downloadOf', { name: label, size })}
              onClick={() => void call('startDownload')}
            >
              {t('models.download')}
            </Button>
          ) : null}
          {state === 'paused' ? (
            <Button
              size="sm"
              icon={<Play size={13} />}
              isBusy={busy === 'startDownload'}
              aria-label={t('models.resumeOf', { name: label })}
              onClick={() => void call('startDownload')}
            >
              {t('models.resume')}
            </Button>
          ) : null}
          {state === 'running' && download.canResume ? (
            <IconButton
              label={t('models.pauseOf', { name: label })}
              icon={<Pause size={15} />}
              disabled={busy !== null}
              onClick={() => void call('pauseDownload')}
            />
          ) : null}
          {isBegun ? (
            <IconButton
              label={t('models.cancelOf', { name: label })}
              icon={<X size={15} />}
              disabled={busy !== null}
              onClick={() => void call('cancelDownload')}
            />
          ) : null}
          {state === 'ready' ? (
            <IconButton
              label={t('models.deleteOf', { name: label })}
              icon={<Trash2 size={15} />}
              onClick={() => onDelete(download)}
            />
          ) : null}
        </div>
        {isUnderWay ? (
          <ProgressBar
            className="sk:basis-full"
            label={t('models.progressOf', { name: label })}
            {...(totalBytes ? { value: loadedBytes / totalBytes } : {})}
          />
        ) : null}
      </div>
      {error ? (
        <ErrorNote
          className="sk:mt-2"
          error={error}
          onRetry={() => void call('startDownload')}
          isRetrying={busy === 'startDownload'}
        />
      ) : null}
    </li>
  )
})

function Progress({ download }: { readonly download: ModelDownload }): ReactElement {
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const { state, loadedBytes, totalBytes } = download
  const loaded = formatBytes(loadedBytes, locale)
  const text =
    totalBytes === undefined
      ? t('models.loaded', { done: loaded })
      : t('models.loadedOf', { done: loaded, total: formatBytes(totalBytes, locale) })
  if (state === 'queued') return <>{t('models.queued')}</>
  return <>{state === 'paused' ? t('models.pausedAt', { progress: text }) : text}</>
}
