import type { ProviderConfig, ProviderPreset } from '@skep/client'
import { type AsyncValue, useClient, useMessages } from '@skep/react'
import { Button, ConfirmDialog, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { Plug, Plus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import { type ConnectionDraft, draftOf, editOf } from '../state/connection-draft.ts'
import { type ModelDirectory, presetOf } from '../state/directory.ts'
import { ConnectionForm } from './connection-form.tsx'
import { ConnectionRow } from './connection-row.tsx'
import { PresetList } from './preset-list.tsx'

type View =
  | { readonly name: 'list' }
  | { readonly name: 'presets' }
  | { readonly name: 'form'; readonly draft: ConnectionDraft; readonly preset: ProviderPreset | undefined }

const LIST: View = { name: 'list' }

/** The connections: all of them, what could be added, or one of them in its form. @internal */
export function Connections(props: {
  readonly directory: AsyncValue<ModelDirectory>
  /** Something was saved or removed. */
  readonly onChange: () => void
}): ReactElement {
  const { onChange } = props
  const { state, reload } = props.directory
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const [view, setView] = useState(LIST)
  const [removing, setRemoving] = useState<ProviderConfig | null>(null)
  const directory = state.value
  if (!directory) {
    return state.status === 'failed' ? (
      <ErrorNote className="sk:m-4" error={state.error} onRetry={reload} />
    ) : (
      <div className="sk:flex sk:justify-center sk:p-12 sk:text-faint">
        <Spinner size={20} />
      </div>
    )
  }
  const { connections, presets, models, lackKey, haveKey } = directory
  const edit = (connection: ProviderConfig): void =>
    setView({ name: 'form', draft: editOf(connection), preset: presetOf(connection, presets) })
  const name = removing?.label || removing?.id || ''
  return (
    <>
      {view.name === 'form' ? (
        <ConnectionForm
          key={view.draft.config.id}
          initial={view.draft}
          preset={view.preset}
          hasKey={haveKey.has(view.draft.config.id)}
          onBack={() => setView(view.draft.isNew ? { name: 'presets' } : LIST)}
          onSaved={() => {
            setView(LIST)
            onChange()
          }}
          onKeyRemoved={onChange}
          onRemove={view.draft.isNew ? undefined : () => setRemoving(view.draft.config)}
        />
      ) : view.name === 'presets' ? (
        <PresetList
          presets={presets}
          onBack={() => setView(LIST)}
          onChoose={(preset) =>
            setView({
              name: 'form',
              preset,
              draft: draftOf(
                preset,
                connections.map(({ id }) => id),
              ),
            })
          }
        />
      ) : connections.length === 0 ? (
        <EmptyState
          icon={<Plug size={18} />}
          title={t('models.noConnections')}
          actions={
            <Button variant="primary" icon={<Plus size={15} />} onClick={() => setView({ name: 'presets' })}>
              {t('models.addConnection')}
            </Button>
          }
        >
          {t('models.noConnectionsText')}
        </EmptyState>
      ) : (
        <div className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col">
          {state.status === 'failed' ? (
            <ErrorNote className="sk:m-3" error={state.error} onRetry={reload} />
          ) : null}
          <ul data-skep-scroll="" className="sk:min-h-0 sk:flex-1">
            {connections.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                preset={presetOf(connection, presets)}
                modelCount={models.filter(({ provider }) => provider === connection.id).length}
                lacksKey={lackKey.has(connection.id)}
                onEdit={() => edit(connection)}
                onRemove={() => setRemoving(connection)}
              />
            ))}
          </ul>
          <div className="sk:border-t sk:border-line sk:px-4 sk:py-3">
            <Button icon={<Plus size={15} />} onClick={() => setView({ name: 'presets' })}>
              {t('models.addConnection')}
            </Button>
          </div>
        </div>
      )}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('models.removeTitle')}
        confirmLabel={t('models.remove')}
        onConfirm={async () => {
          if (!removing) return
          await client.models.removeProvider(removing.id)
          setView(LIST)
          onChange()
        }}
      >
        {t('models.removeText', { name })}
      </ConfirmDialog>
    </>
  )
}
