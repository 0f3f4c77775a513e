import type { ChunkImport, KnowledgeDocument } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, Dialog, ErrorNote, ProgressBar } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { CircleCheck, Download, FileUp, Square } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { saveBlob } from './save-blob.ts'

/** @internal */
export interface ImportChunksDialogProps {
  readonly document: KnowledgeDocument
  /** Whether its passages are questions with answers. */
  readonly isQuestion: boolean
  readonly onAdded: () => void
  readonly onClose: () => void
}

type Outcome =
  | { readonly status: 'idle' }
  | { readonly status: 'reading' }
  | { readonly status: 'done'; readonly result: ChunkImport }
  | { readonly status: 'failed'; readonly error: ErrorData }

/** The rows of a table become passages of a document: a template, the file, how far it is, and what was wrong in which line. @internal */
export function ImportChunksDialog(props: ImportChunksDialogProps): ReactElement {
  const { document, isQuestion, onAdded, onClose } = props
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const [outcome, setOutcome] = useState<Outcome>({ status: 'idle' })
  const input = useRef<HTMLInputElement>(null)
  const columns = isQuestion ? ['question', 'answer'] : ['content']
  const isReading = outcome.status === 'reading'
  const read = async (file: File): Promise<void> => {
    setOutcome({ status: 'reading' })
    try {
      const result = await knowledge.importChunks(document.id, { name: file.name, bytes: file })
      setOutcome({ status: 'done', result })
      if (result.added > 0) onAdded()
    } catch (caught) {
      setOutcome({ status: 'failed', error: toErrorData(caught) })
      // What was written before it failed stays.
      onAdded()
    }
  }
  const saveTemplate = (): void => {
    const row = isQuestion
      ? [t('uploader.templateQuestion'), t('uploader.templateAnswer')]
      : [t('uploader.templateContent')]
    saveBlob(
      new Blob([templateOf([...columns, 'keywords'], [...row, ''])], { type: 'text/csv' }),
      'passages.csv',
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('uploader.importChunks')}
      description={t('uploader.importChunksHint')}
      footer={
        <>
          <Button icon={<Download size={14} />} onClick={saveTemplate}>
            {t('uploader.template')}
          </Button>
          <Button
            variant="primary"
            icon={<FileUp size={14} />}
            isBusy={isReading}
            onClick={() => input.current?.click()}
          >
            {t('uploader.chooseTable')}
          </Button>
        </>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3">
        <p className="sk:flex sk:flex-wrap sk:items-baseline sk:gap-x-2 sk:gap-y-1">
          <span className="sk:text-muted">{t('uploader.tableColumns')}</span>
          {columns.map((column) => (
            <Column key={column} name={column} />
          ))}
          <span className="sk:text-muted">{t('uploader.tableOptional')}</span>
          <Column name="keywords" />
        </p>
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,.tsv,text/csv,text/tab-separated-values"
          aria-label={t('uploader.chooseTable')}
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? []
            event.currentTarget.value = ''
            if (file) void read(file)
          }}
        />
        {isReading ? <Progress document={document} /> : null}
        {outcome.status === 'failed' ? <ErrorNote error={outcome.error} /> : null}
        {outcome.status === 'done' ? <Result result={outcome.result} /> : null}
      </div>
    </Dialog>
  )
}

function Column({ name }: { readonly name: string }): ReactElement {
  return (
    <code dir="ltr" className="sk:rounded-[5px] sk:bg-sunken sk:px-1.5 sk:py-0.5 sk:font-mono sk:text-sm">
      {name}
    </code>
  )
}

/** How far the document says that it is, and a way to end it. */
function Progress({ document }: { readonly document: KnowledgeDocument }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const [step, setStep] = useState(document.step)
  const [isStopping, setStopping] = useState(false)
  const stop = (): void => {
    setStopping(true)
    // A document that is gone ends the import by itself.
    knowledge.cancelDocument(document.id).catch(() => setStopping(false))
  }
  useEffect(
    () =>
      knowledge.watch((event) => {
        if (event.type === 'document_changed' && event.document.id === document.id)
          setStep(event.document.step)
      }),
    [knowledge, document.id],
  )
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5">
      <ProgressBar
        label={t('uploader.importChunks')}
        {...(step ? { value: step.done / Math.max(1, step.total) } : {})}
      />
      <div className="sk:flex sk:items-center sk:justify-between sk:gap-3">
        <p className="sk:text-sm sk:text-muted sk:tabular-nums">
          {step ? t('uploader.stepChunks', { done: step.done, total: step.total }) : null}
        </p>
        <Button size="sm" icon={<Square size={12} />} isBusy={isStopping} onClick={stop}>
          {t('uploader.cancelWork')}
        </Button>
      </div>
    </div>
  )
}

function Result({ result }: { readonly result: ChunkImport }): ReactElement {
  const t = useMessages(uploaderMessages)
  const { added, unchanged, failures, failedCount } = result
  return (
    <>
      <p role="status" className="sk:flex sk:items-start sk:gap-2">
        <CircleCheck size={16} aria-hidden="true" className="sk:mt-0.5 sk:shrink-0 sk:text-good" />
        <span>
          {t('uploader.chunksAdded', { count: added })}{' '}
          {unchanged > 0 ? t('uploader.chunksUnchanged', { count: unchanged }) : null}
        </span>
      </p>
      {failedCount > 0 ? (
        <section aria-label={t('uploader.rowsFailed', { count: failedCount })}>
          <h3 className="sk:mb-1.5 sk:font-medium sk:text-bad">
            {t('uploader.rowsFailed', { count: failedCount })}
          </h3>
          <ul
            data-skep-scroll=""
            className="sk:max-h-56 sk:divide-y sk:divide-line sk:overflow-y-auto sk:rounded-sm sk:border sk:border-line"
          >
            {failures.map(({ line, error }) => (
              <li key={line} className="sk:flex sk:gap-3 sk:px-3 sk:py-2 sk:text-sm">
                <span className="sk:shrink-0 sk:tabular-nums sk:text-muted">
                  {t('uploader.rowLine', { line })}
                </span>
                <span className="sk:min-w-0">
                  <span dir="auto" className="sk:block sk:break-words">
                    {error.message}
                  </span>
                  <span className="sk:font-mono sk:text-xs sk:text-muted">{error.code}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

/** With a mark of its encoding: without one, spreadsheets take UTF-8 for something else. */
function templateOf(header: readonly string[], row: readonly string[]): string {
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
  return `\ufeff${line(header)}\r\n${line(row)}\r\n`
}
