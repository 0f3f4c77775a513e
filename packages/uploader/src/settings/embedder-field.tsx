import type { EmbedderChoice, KnowledgeBase } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, ErrorNote, ProgressBar, Select } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useModels } from '../state/use-models.ts'
import { uploaderMessages } from '../uploader-messages.ts'

const BUILTIN = 'builtin'

/** Which embedder makes the vectors. A change takes effect in the background, while the present vectors answer. @internal */
export function EmbedderField({ base }: { readonly base: KnowledgeBase }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const models = useModels('embedding')
  const [error, setError] = useState<ErrorData | null>(null)
  const { embedder, embedderChange } = base
  const shown = embedderChange?.embedder ?? embedder
  const run = (work: () => Promise<unknown>): void => {
    setError(null)
    work().catch((caught: unknown) => setError(toErrorData(caught)))
  }
  const choose = (key: string): void => {
    const model = models.find((each) => keyOf(each) === key)
    run(() =>
      knowledge.changeEmbedder(
        base.id,
        model ? { provider: model.provider, model: model.model } : { provider: BUILTIN, model: BUILTIN },
      ),
    )
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-2.5">
      <Select
        label={t('uploader.embedder')}
        className="sk:max-w-80"
        value={keyOf(shown)}
        onValueChange={choose}
        options={[
          {
            value: BUILTIN,
            label: t('uploader.embedderBuiltin'),
            description: t('uploader.embedderBuiltinHint'),
          },
          ...models
            .filter(({ provider }) => provider !== BUILTIN)
            .map((model) => ({
              value: keyOf(model),
              label: model.label,
              description: t(
                model.location === 'local' ? 'uploader.inThisBrowser' : 'uploader.leavesBrowser',
              ),
            })),
        ]}
      />
      {embedderChange?.state === 'waiting' || embedderChange?.state === 'building' ? (
        <div className="sk:flex sk:items-center sk:gap-3">
          <div className="sk:min-w-0 sk:flex-1">
            <p className="sk:text-sm sk:text-muted">{t('uploader.embedderBuilding')}</p>
            <ProgressBar value={embedderChange.progress} label={t('uploader.embedderBuilding')} />
          </div>
          <Button size="sm" onClick={() => run(() => knowledge.cancelEmbedderChange(base.id))}>
            {t('uploader.cancel')}
          </Button>
        </div>
      ) : null}
      {embedderChange?.error ? (
        <ErrorNote error={embedderChange.error} onRetry={() => choose(keyOf(embedderChange.embedder))} />
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
    </div>
  )
}

function keyOf({ provider, model }: EmbedderChoice): string {
  return provider === BUILTIN ? BUILTIN : `${provider}/${model}`
}
