import { atom, useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Badge, ErrorNote, IconButton, ScrollArea, Tabs, type Tone } from '@skep/react/ui'
import { ChevronRight, X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { StatusIcon } from '../canvas/run-status.tsx'
import type { RunStep, RunView } from '../core/run-view.ts'
import { clearRunAtom, isRunningAtom, runAtom, runErrorAtom } from '../state/run-atoms.ts'
import { selectNodesAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { formatDuration } from './format.ts'
import { JsonView } from './json-tree.tsx'
import { RunForm } from './run-form.tsx'
import { RunHistory } from './run-history.tsx'
import { StepDetails, tokenText } from './step-details.tsx'

const tabAtom = atom<'test' | 'history'>('test')

/** Starts runs of the app as it stands, shows every step, and keeps the last runs at hand. @public */
export function RunPanel(): ReactElement {
  const t = useT()
  const [tab, setTab] = useAtom(tabAtom)
  return (
    <Tabs
      label={t('builder.run.title')}
      value={tab}
      onValueChange={setTab}
      className="sk:min-h-0 sk:flex-1"
      contentClassName="sk:flex sk:flex-col"
      items={[
        {
          value: 'test',
          label: t('builder.run.test'),
          content: (
            <ScrollArea className="sk:min-h-0 sk:flex-1">
              <RunForm />
              <RunResult />
            </ScrollArea>
          ),
        },
        {
          value: 'history',
          label: t('builder.run.history'),
          content: <RunHistory onOpen={() => setTab('test')} />,
        },
      ]}
    />
  )
}

const TONES: Readonly<Record<RunView['status'], Tone>> = {
  running: 'accent',
  succeeded: 'good',
  'partial-succeeded': 'warn',
  failed: 'bad',
  paused: 'warn',
  stopped: 'neutral',
}

function RunResult(): ReactElement | null {
  const t = useT()
  const view = useAtomValue(runAtom)
  const startError = useAtomValue(runErrorAtom)
  const isRunning = useAtomValue(isRunningAtom)
  const clear = useSetAtom(clearRunAtom)
  if (!view)
    return startError ? (
      <div className="sk:p-4">
        <ErrorNote error={startError} />
      </div>
    ) : null
  const tokens = tokenText(view.usage, t)
  const error = view.error ?? startError
  return (
    <section aria-label={t('builder.run.result')} className="sk:flex sk:flex-col sk:gap-3 sk:p-4">
      <div className="sk:flex sk:items-center sk:gap-2" role="status">
        <Badge tone={TONES[view.status]}>{t(`builder.runStatus.${view.status}`)}</Badge>
        <span className="sk:flex-1 sk:truncate sk:text-sm sk:text-muted sk:tabular-nums">
          {[view.durationMs === undefined ? undefined : formatDuration(view.durationMs), tokens]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {isRunning ? null : (
          <IconButton size="sm" label={t('builder.run.clear')} icon={<X size={14} />} onClick={clear} />
        )}
      </div>
      {error ? <ErrorNote error={error} /> : null}
      {view.text ? (
        <div className="sk:rounded-md sk:border sk:border-line sk:bg-sunken sk:px-3 sk:py-2.5">
          <h3 className="sk:pb-1 sk:text-xs sk:font-medium sk:text-muted">{t('builder.run.answer')}</h3>
          <p dir="auto" data-run-answer="" className="sk:break-words sk:whitespace-pre-wrap">
            {view.text}
          </p>
          {view.citations.length > 0 ? (
            <ol className="sk:mt-2 sk:flex sk:flex-col sk:gap-0.5 sk:border-t sk:border-line sk:pt-2 sk:text-sm sk:text-muted">
              {view.citations.map((citation) => (
                <li key={citation.number} className="sk:truncate">
                  [{citation.number}] {citation.documentName}
                  {citation.location.page === undefined
                    ? ''
                    : ` · ${t('builder.run.page', { page: citation.location.page })}`}
                </li>
              ))}
            </ol>
          ) : null}
        </div>
      ) : null}
      {view.outputs && Object.keys(view.outputs).length > 0 && !isSameAsText(view) ? (
        <JsonView title={t('builder.run.outputs')} value={view.outputs} />
      ) : null}
      <div>
        <h3 className="sk:pb-1.5 sk:font-semibold">{t('builder.run.steps', { count: view.steps.length })}</h3>
        <ol className="sk:flex sk:flex-col sk:gap-1.5">
          {view.steps.map((step) => (
            <StepRow key={step.executionId} step={step} />
          ))}
        </ol>
      </div>
    </section>
  )
}

/** A chat's outputs repeat its answer. */
function isSameAsText({ outputs, text }: RunView): boolean {
  const entries = Object.entries(outputs ?? {}).filter(([key]) => key !== 'files')
  return entries.length === 1 && entries[0]?.[0] === 'answer' && entries[0][1] === text
}

function StepRow({ step }: { readonly step: RunStep }): ReactElement {
  const t = useT()
  const { canvas } = useBuilder()
  const select = useSetAtom(selectNodesAtom)
  const [isOpen, setOpen] = useState(step.status === 'failed')
  const tokens = tokenText(step.usage, t)
  return (
    <li
      className="sk:rounded-sm sk:border sk:border-line"
      data-run-step={step.nodeId}
      data-status={step.status}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        className="sk:flex sk:min-h-9 sk:w-full sk:items-center sk:gap-2 sk:rounded-sm sk:px-2 sk:text-start sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent"
        onClick={() => {
          setOpen(!isOpen)
          select([step.nodeId], { keepSide: true })
          canvas.current?.reveal(step.nodeId)
        }}
      >
        <ChevronRight
          size={13}
          aria-hidden="true"
          className={`sk:shrink-0 sk:text-faint sk:transition-transform ${isOpen ? 'sk:rotate-90' : 'skep-mirror'}`}
        />
        <NodeIconTile type={step.nodeType} size="sm" />
        <span className="sk:min-w-0 sk:flex-1 sk:truncate">{step.title}</span>
        {tokens ? <span className="sk:text-xs sk:text-faint sk:tabular-nums">{tokens}</span> : null}
        {step.durationMs === undefined ? null : (
          <span className="sk:text-xs sk:text-muted sk:tabular-nums">{formatDuration(step.durationMs)}</span>
        )}
        <StatusIcon status={step.status} />
      </button>
      {isOpen ? (
        <div className="sk:border-t sk:border-line sk:p-2">
          <StepDetails step={step} />
        </div>
      ) : null}
    </li>
  )
}
