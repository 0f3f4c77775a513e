import type { ConnectionReport, ProviderConfig, ProviderPreset } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Badge, Button, ErrorNote, IconButton, Menu, MenuItem } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { text } from '../state/connection-draft.ts'
import { ConnectionResult } from './connection-result.tsx'
import { hostOf } from './preset-list.tsx'

/** @internal */
export interface ConnectionRowProps {
  readonly connection: ProviderConfig
  readonly preset: ProviderPreset | undefined
  readonly modelCount: number
  readonly lacksKey: boolean
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One connection of the list. @internal */
export function ConnectionRow(props: ConnectionRowProps): ReactElement {
  const { connection, preset, modelCount, lacksKey, onEdit, onRemove } = props
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const [isTesting, setTesting] = useState(false)
  const [report, setReport] = useState<ConnectionReport | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const name = connection.label || (preset?.label ?? connection.id)
  const address = hostOf(text(connection.settings.baseUrl))
  const test = async (): Promise<void> => {
    setTesting(true)
    setReport(null)
    setError(null)
    try {
      setReport(await client.models.testConnection(connection))
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setTesting(false)
    }
  }
  return (
    <li className="sk:border-b sk:border-line sk:px-4 sk:py-2.5 sk:last:border-b-0">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
        <div className="sk:min-w-40 sk:flex-1">
          <button
            type="button"
            onClick={onEdit}
            className="sk:block sk:max-w-full sk:truncate sk:rounded-[3px] sk:text-start sk:font-medium sk:hover:text-accent-text sk:hover:underline sk:hover:underline-offset-2 sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
          >
            <bdi>{name}</bdi>
          </button>
          <span className="sk:block sk:truncate sk:text-sm sk:text-muted">
            {address ? (
              <>
                <bdi>{address}</bdi> ·{' '}
              </>
            ) : null}
            <bdi>{t('models.count', { count: modelCount })}</bdi>
          </span>
        </div>
        {lacksKey ? <Badge tone="warn">{t('models.state.needs-key')}</Badge> : null}
        <div className="sk:flex sk:items-center sk:gap-1">
          <Button
            size="sm"
            isBusy={isTesting}
            aria-label={t('models.testOf', { name })}
            onClick={() => void test()}
          >
            {t('models.test')}
          </Button>
          <Menu
            label={t('models.more', { name })}
            align="end"
            trigger={
              <IconButton tooltip="none" label={t('models.more', { name })} icon={<Ellipsis size={16} />} />
            }
          >
            <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
              {t('models.edit')}
            </MenuItem>
            <MenuItem icon={<Trash2 size={14} />} tone="danger" onSelect={onRemove}>
              {t('models.remove')}
            </MenuItem>
          </Menu>
        </div>
      </div>
      {report ? <ConnectionResult className="sk:mt-2" report={report} /> : null}
      {error ? <ErrorNote className="sk:mt-2" error={error} onRetry={() => void test()} /> : null}
    </li>
  )
}
