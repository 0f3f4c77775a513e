import type { ModelDownload } from '@skep/client'
import { formatBytes, useClient, useLocale, useMessages } from '@skep/react'
import { ConfirmDialog, cx, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { HardDriveDownload } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { connectionName } from '../state/directory.ts'
import { keyOf } from '../state/model-key.ts'
import { useDirectory } from '../state/use-directory.ts'
import { useDownloads } from '../state/use-downloads.ts'
import { useNames } from '../state/use-names.ts'
import { DownloadRow } from './download-row.tsx'

/** @public */
export interface ModelsDownloadsProps {
  readonly className?: string
}

/** Models that this browser keeps or could keep: sizes, progress, pause, delete. @public */
export function ModelsDownloads({ className }: ModelsDownloadsProps): ReactElement {
  const t = useMessages(modelUiMessages)
  const locale = useLocale()
  const client = useClient()
  const { state, reload } = useDownloads()
  const directory = useDirectory().state.value
  const names = useNames()
  const [deleting, setDeleting] = useState<ModelDownload | null>(null)
  const downloads = state.value
  const kept = (downloads ?? []).filter((download) => download.state === 'ready')
  const total = (downloads ?? []).reduce((sum, { loadedBytes }) => sum + loadedBytes, 0)
  const size = deleting ? formatBytes(deleting.loadedBytes, locale) : ''
  return (
    <section
      aria-label={t('models.downloads')}
      className={cx(
        'sk:@container sk:flex sk:min-h-0 sk:flex-col sk:overflow-hidden sk:rounded-lg sk:border sk:border-line sk:bg-surface',
        className,
      )}
    >
      <header className="sk:flex sk:min-h-11 sk:items-center sk:gap-3 sk:border-b sk:border-line sk:px-3 sk:py-2">
        <h3 className="sk:min-w-0 sk:flex-1 sk:font-semibold">{t('models.downloads')}</h3>
        {downloads ? (
          <p className="sk:text-sm sk:text-muted sk:tabular-nums">
            <bdi>{t('models.keptTotal', { count: kept.length, size: formatBytes(total, locale) })}</bdi>
          </p>
        ) : null}
      </header>
      {state.status === 'failed' ? (
        <ErrorNote className="sk:m-3" error={state.error} onRetry={reload} />
      ) : null}
      {!downloads && state.status === 'loading' ? (
        <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
          <Spinner size={20} />
        </div>
      ) : null}
      {downloads?.length === 0 ? (
        <EmptyState icon={<HardDriveDownload size={18} />} title={t('models.noDownloads')}>
          {t('models.noDownloadsText')}
        </EmptyState>
      ) : null}
      {downloads && downloads.length > 0 ? (
        <ul data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
          {downloads.map((download) => (
            <DownloadRow
              key={keyOf(download)}
              download={download}
              connection={directory ? connectionName(download.provider, directory, names) : download.provider}
              onDelete={setDeleting}
            />
          ))}
        </ul>
      ) : null}
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={t('models.deleteTitle')}
        confirmLabel={t('models.delete')}
        onConfirm={() => (deleting ? client.models.deleteDownload(deleting) : undefined)}
      >
        {t('models.deleteText', { name: deleting?.label ?? '', size })}
      </ConfirmDialog>
    </section>
  )
}
