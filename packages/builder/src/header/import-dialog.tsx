import type { ImportReport, SkepClient } from '@skep/client'
import { useSetAtom } from '@skep/react/jotai'
import { Badge, Button, Dialog, ErrorNote, type Tone } from '@skep/react/ui'
import {
  type App,
  compileAssistant,
  type ErrorData,
  isAssistant,
  type JsonObject,
  SkepError,
  toErrorData,
} from '@skep/schema'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { replaceApp } from '../core/commands/replace.ts'
import { clearRunAtom, conversationIdAtom, stopRunAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'

/** A file that was chosen: what is in it, or why it cannot be read. @internal */
export type ImportState =
  | {
      readonly status: 'read'
      readonly fileName: string
      readonly app: App
      readonly report: ImportReport
      readonly secrets: JsonObject
    }
  | { readonly status: 'failed'; readonly fileName: string; readonly error: ErrorData }

const MAX_BYTES = 10 * 1024 * 1024

/** Reads a Dify file. Never rejects: a broken file is a result too. @internal */
export async function readImport(client: SkepClient, file: File): Promise<ImportState> {
  try {
    if (file.size > MAX_BYTES) {
      throw new SkepError(
        'DSL_TOO_LARGE',
        'This file is too large to be an app. Choose a file below 10 MB.',
        {
          sizeBytes: file.size,
        },
      )
    }
    const result = await client.apps.importDify(await file.text())
    if (!result.ok) return { status: 'failed', fileName: file.name, error: result.error }
    return { status: 'read', fileName: file.name, ...result.value }
  } catch (cause) {
    return { status: 'failed', fileName: file.name, error: toErrorData(cause, 'DSL_SYNTAX') }
  }
}

const TONES: Readonly<Record<ImportReport['nodes'][number]['outcome'], Tone>> = {
  mapped: 'good',
  approximated: 'warn',
  kept: 'bad',
  'needs-plugin': 'warn',
  'needs-server': 'warn',
}

/** Says what a file holds before anything is replaced. @internal */
export function ImportDialog({
  state,
  onClose,
}: {
  readonly state: ImportState | null
  readonly onClose: () => void
}): ReactElement | null {
  const t = useT()
  const { client, edit, canvas } = useBuilder()
  const [error, setError] = useState<ErrorData | null>(null)
  const [isBusy, setBusy] = useState(false)
  const stopRun = useSetAtom(stopRunAtom)
  const clearRun = useSetAtom(clearRunAtom)
  const startNewConversation = useSetAtom(conversationIdAtom)
  if (!state) return null
  const close = (): void => {
    setError(null)
    onClose()
  }
  if (state.status === 'failed') {
    return (
      <Dialog
        open
        onOpenChange={close}
        size="sm"
        title={t('builder.import.failed')}
        description={state.fileName}
        footer={<Button onClick={close}>{t('builder.close')}</Button>}
      >
        <div className="sk:flex sk:flex-col sk:gap-3">
          <ErrorNote error={state.error} />
          <p className="sk:text-sm sk:text-muted">{t('builder.import.untouched')}</p>
        </div>
      </Dialog>
    )
  }
  const accept = async (): Promise<void> => {
    setBusy(true)
    try {
      for (const [name, value] of Object.entries(state.secrets)) {
        if (typeof value === 'string') await client.secrets.set(name, value)
      }
      // A run of the old app says nothing about the new one.
      stopRun()
      clearRun()
      startNewConversation(null)
      // The canvas edits graphs, so an app without one is opened as the graph that it runs as.
      edit((app) => replaceApp(app, compileAssistant(state.app)))
      setTimeout(() => canvas.current?.fit(), 50) // after the new cards are measured
      close()
    } catch (cause) {
      setError(toErrorData(cause))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={close}
      title={t('builder.import.title', { name: state.app.name })}
      description={t('builder.import.text', {
        file: state.fileName,
        version: state.report.sourceVersion ?? '–',
      })}
      footer={
        <>
          <Button onClick={close}>{t('builder.cancel')}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void accept()}>
            {t('builder.import.replace')}
          </Button>
        </>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        {error ? <ErrorNote error={error} /> : null}
        <ImportReportView app={state.app} report={state.report} />
      </div>
    </Dialog>
  )
}

function ImportReportView({
  app,
  report,
}: {
  readonly app: App
  readonly report: ImportReport
}): ReactElement {
  const t = useT()
  const titles = new Map(compileAssistant(app).graph.nodes.map((node) => [node.id, node.title]))
  return (
    <>
      {isAssistant(app) ? <p className="sk:text-muted">{t('builder.import.assistant')}</p> : null}
      {report.status === 'pending' ? (
        <p role="alert" className="sk:font-semibold">
          {t('builder.import.pending', { version: report.sourceVersion ?? '–' })}
        </p>
      ) : null}
      <ul className="sk:flex sk:flex-col sk:divide-y sk:divide-line sk:rounded-md sk:border sk:border-line">
        {report.nodes.map((node) => (
          <li key={node.nodeId} className="sk:flex sk:items-center sk:gap-2.5 sk:px-2.5 sk:py-2">
            <NodeIconTile type={node.type} size="sm" />
            <span className="sk:min-w-0 sk:flex-1">
              <span className="sk:block sk:truncate">{titles.get(node.nodeId) || node.type}</span>
              {node.detail ? <span className="sk:block sk:text-xs sk:text-muted">{node.detail}</span> : null}
              {node.needs ? (
                <span className="sk:block sk:truncate sk:text-xs sk:text-muted">
                  {node.needs
                    .map((need) => `${t(`builder.import.need.${need.kind}`)}: ${need.id}`)
                    .join(' · ')}
                </span>
              ) : null}
            </span>
            <Badge tone={TONES[node.outcome]}>{t(`builder.import.outcome.${node.outcome}`)}</Badge>
          </li>
        ))}
      </ul>
      {report.warnings.length > 0 ? (
        <div>
          <h3 className="sk:pb-1 sk:font-semibold">{t('builder.import.warnings')}</h3>
          <ul className="sk:flex sk:list-none sk:flex-col sk:gap-1 sk:text-muted">
            {report.warnings.map((warning) => (
              <li key={`${warning.code}/${warning.path.join('.')}`}>· {warning.message}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  )
}
