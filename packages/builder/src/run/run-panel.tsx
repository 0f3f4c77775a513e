import { atom, useAtom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Badge, ErrorNote, IconButton, ScrollArea, Tabs, type Tone } from '@skep/react/ui'
import { RotateCcw, X } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { useBuilder } from '../builder-context.ts'
import { runTree } from '../core/run-tree.ts'
import { emptyRun, type RunView, waitingSteps } from '../core/run-view.ts'
import { replayRunAtom } from '../state/replay-atom.ts'
import { clearRunAtom, isRunningAtom, runAtom, runErrorAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { formatDuration } from './format.ts'
import { Inspector } from './inspector.tsx'
import { JsonView } from './json-tree.tsx'
import { RunForm } from './run-form.tsx'
import { RunHistory } from './run-history.tsx'
import { tokenText } from './step-details.tsx'
import { StepList } from './step-list.tsx'
import { WaitingForm } from './waiting-form.tsx'

const tabAtom = atom<'test' | 'values' | 'history'>('test')

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
        { value: 'values', label: t('builder.run.inspector'), content: <Inspector /> },
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
  const replay = useSetAtom(replayRunAtom)
  const { client } = useBuilder()
  const tree = useMemo(() => runTree(view ?? emptyRun()), [view])
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
        {isRunning || view.status === 'paused' ? null : (
          <IconButton
            size="sm"
            label={t('builder.run.replay')}
            icon={<RotateCcw size={14} />}
            onClick={() => void replay(client)}
          />
        )}
        {isRunning ? null : (
          <IconButton size="sm" label={t('builder.run.clear')} icon={<X size={14} />} onClick={clear} />
        )}
      </div>
      {error ? <ErrorNote error={error} /> : null}
      {waitingSteps(view).map((step) => (
        <WaitingForm key={step.executionId} step={step} />
      ))}
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
        <StepList steps={tree.outer} tree={tree} />
      </div>
    </section>
  )
}

/** A chat's outputs repeat its answer. */
function isSameAsText({ outputs, text }: RunView): boolean {
  const entries = Object.entries(outputs ?? {}).filter(([key]) => key !== 'files')
  return entries.length === 1 && entries[0]?.[0] === 'answer' && entries[0][1] === text
}
