import type { ConnectionReport, ProviderConfig } from '@skep/client'
import { useClient } from '@skep/react'
import { Button, Dialog, ErrorNote, TextField } from '@skep/react/ui'
import { type ErrorData, type JsonObject, toErrorData } from '@skep/schema'
import { CircleCheck } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { SAMPLE_APP_ID } from './sample-app.ts'

const PROVIDER_ID = 'endpoint'

interface Form {
  readonly baseUrl: string
  readonly model: string
  readonly key: string
}

const EMPTY: Form = { baseUrl: 'http://localhost:11434/v1', model: '', key: '' }

/** Connects any OpenAI-compatible endpoint and puts its model into the sample app. */
export function ModelSettings(props: {
  readonly isOpen: boolean
  readonly onOpenChange: (open: boolean) => void
}): ReactElement | null {
  const client = useClient()
  const [form, setForm] = useState(EMPTY)
  const [work, setWork] = useState<'test' | 'save' | 'reset' | undefined>()
  const [report, setReport] = useState<ConnectionReport | undefined>()
  const [error, setError] = useState<ErrorData | undefined>()

  useEffect(() => {
    if (!props.isOpen) return
    setReport(undefined)
    setError(undefined)
    void client.models.providers().then((providers) => {
      const saved = providers.find(({ id }) => id === PROVIDER_ID)
      if (saved)
        setForm({ baseUrl: text(saved.settings.baseUrl), model: firstModel(saved.settings), key: '' })
    })
  }, [client, props.isOpen])

  async function attempt(name: NonNullable<typeof work>, action: () => Promise<void>): Promise<void> {
    setWork(name)
    setError(undefined)
    setReport(undefined)
    try {
      await action()
    } catch (cause) {
      setError(toErrorData(cause))
    } finally {
      setWork(undefined)
    }
  }

  const config: ProviderConfig = {
    id: PROVIDER_ID,
    type: 'openai',
    label: 'My endpoint',
    settings: { baseUrl: form.baseUrl.trim(), models: form.model.trim() ? [form.model.trim()] : [] },
    secretName: 'endpoint-key',
  }

  async function putInApp(provider: string, name: string): Promise<void> {
    const { app, revision } = await client.apps.get(SAMPLE_APP_ID)
    const nodes = app.graph.nodes.map((node) =>
      node.type === 'llm'
        ? { ...node, config: { ...node.config, model: withModel(node.config.model, provider, name) } }
        : node,
    )
    await client.apps.save({ ...app, graph: { ...app.graph, nodes } }, { baseRevision: revision })
    props.onOpenChange(false)
  }

  const set = (field: keyof Form) => (value: string) => setForm((last) => ({ ...last, [field]: value }))
  return (
    <Dialog
      open={props.isOpen}
      onOpenChange={props.onOpenChange}
      title="Model connection"
      description="The playground answers by quoting documents, without a language model. Connect one here: any endpoint that speaks the OpenAI format, for example Ollama or LM Studio on your own machine."
      footer={
        <div className="sk:flex sk:w-full sk:flex-wrap sk:items-center sk:gap-2">
          <Button
            variant="ghost"
            isBusy={work === 'reset'}
            onClick={() => attempt('reset', () => putInApp('extractive', 'extractive'))}
          >
            Back to quoting
          </Button>
          <span className="sk:flex-1" />
          <Button
            isBusy={work === 'test'}
            onClick={() =>
              attempt('test', async () =>
                setReport(await client.models.testConnection(config, form.key || undefined)),
              )
            }
          >
            Test
          </Button>
          <Button
            variant="primary"
            isBusy={work === 'save'}
            disabled={!form.baseUrl.trim() || !form.model.trim()}
            onClick={() =>
              attempt('save', async () => {
                await client.models.saveProvider(config, form.key || undefined)
                await putInApp(PROVIDER_ID, form.model.trim())
              })
            }
          >
            Save and use
          </Button>
        </div>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        <TextField
          label="Address"
          value={form.baseUrl}
          onValueChange={set('baseUrl')}
          isMono
          inputMode="url"
        />
        <TextField
          label="Model"
          value={form.model}
          onValueChange={set('model')}
          isMono
          placeholder="llama3.2"
        />
        <TextField
          label="Key"
          type="password"
          value={form.key}
          onValueChange={set('key')}
          autoComplete="off"
          hint="Optional. Kept in this browser only; whoever uses this browser can use it."
        />
        {report?.ok ? (
          <p role="status" className="sk:flex sk:items-start sk:gap-2 sk:text-good">
            <CircleCheck size={16} className="sk:mt-0.5 sk:shrink-0" />
            {report.models.length > 0
              ? `Connected. Models there: ${report.models.slice(0, 8).join(', ')}`
              : 'Connected.'}
          </p>
        ) : null}
        {report?.error ? <ErrorNote error={report.error} /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Dialog>
  )
}

function withModel(model: unknown, provider: string, name: string): JsonObject {
  const rest =
    typeof model === 'object' && model !== null && !Array.isArray(model) ? (model as JsonObject) : {} // just looked
  return { mode: 'chat', parameters: {}, ...rest, provider, name }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function firstModel(settings: JsonObject): string {
  return Array.isArray(settings.models) ? text(settings.models[0]) : ''
}
