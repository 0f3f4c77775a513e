import type { RunRecord } from '@skep/client'
import { useAsync, useLocale } from '@skep/react'
import { atom, useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Badge, EmptyState, ErrorNote, Spinner } from '@skep/react/ui'
import { Ban, CircleCheck, CirclePause, CircleX, History, TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { finishedRunsAtom, openRunAtom, runAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { formatDuration } from './format.ts'

const appIdAtom = atom((get) => get(appAtom).id)

/** The last runs of this app. Opening one shows it on the canvas as it happened. @internal */
export function RunHistory({ onOpen }: { readonly onOpen: () => void }): ReactElement {
  const t = useT()
  const { client } = useBuilder()
  const appId = useAtomValue(appIdAtom)
  const finished = useAtomValue(finishedRunsAtom)
  const { state, reload } = useAsync(() => client.runs.list({ appId, limit: 30 }), [client, appId, finished])
  const shownId = useAtomValue(runAtom)?.runId
  const open = useSetAtom(openRunAtom)
  const runs = state.value
  if (!runs) {
    return (
      <div className="sk:flex sk:justify-center sk:p-8">
        {state.status === 'failed' ? (
          <ErrorNote error={state.error} onRetry={reload} />
        ) : (
          <Spinner className="sk:text-muted" />
        )}
      </div>
    )
  }
  if (runs.length === 0) {
    return (
      <EmptyState icon={<History size={18} />} title={t('builder.run.noHistory')}>
        {t('builder.run.noHistoryText')}
      </EmptyState>
    )
  }
  return (
    <ul data-skep-scroll="" className="sk:min-h-0 sk:flex-1 sk:p-2">
      {runs.map((run) => (
        <li key={run.id}>
          <RunRow
            run={run}
            isShown={run.id === shownId}
            onOpen={() => {
              void open(client, run.id)
              onOpen()
            }}
          />
        </li>
      ))}
    </ul>
  )
}

function RunRow({
  run,
  isShown,
  onOpen,
}: {
  readonly run: RunRecord
  readonly isShown: boolean
  readonly onOpen: () => void
}): ReactElement {
  const t = useT()
  const locale = useLocale()
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(
    run.startedAtMs,
  )
  return (
    <button
      type="button"
      aria-current={isShown}
      className={`sk:flex sk:min-h-10 sk:w-full sk:items-center sk:gap-2.5 sk:rounded-sm sk:px-2 sk:text-start sk:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:-outline-offset-2 sk:focus-visible:outline-accent ${isShown ? 'sk:bg-accent-soft' : ''}`}
      onClick={onOpen}
    >
      <RunStatusIcon status={run.status} />
      <span className="sk:min-w-0 sk:flex-1">
        <span className="sk:block sk:truncate">{time}</span>
        <span className="sk:block sk:truncate sk:text-xs sk:text-muted">
          {run.error?.code ??
            (Object.values(run.inputs).map(String).join(', ') || t(`builder.runStatus.${run.status}`))}
        </span>
      </span>
      {run.isDraft ? <Badge>{t('builder.run.draft')}</Badge> : null}
      {run.durationMs === undefined ? null : (
        <span className="sk:text-xs sk:text-muted sk:tabular-nums">{formatDuration(run.durationMs)}</span>
      )}
    </button>
  )
}

function RunStatusIcon({ status }: { readonly status: RunRecord['status'] }): ReactElement {
  const t = useT()
  const label = t(`builder.runStatus.${status}`)
  switch (status) {
    case 'running':
      return <Spinner size={15} label={label} className="sk:text-accent-text" />
    case 'succeeded':
      return <CircleCheck size={15} role="img" aria-label={label} className="sk:shrink-0 sk:text-good" />
    case 'partial-succeeded':
      return <TriangleAlert size={15} role="img" aria-label={label} className="sk:shrink-0 sk:text-warn" />
    case 'failed':
      return <CircleX size={15} role="img" aria-label={label} className="sk:shrink-0 sk:text-bad" />
    case 'paused':
      return <CirclePause size={15} role="img" aria-label={label} className="sk:shrink-0 sk:text-warn" />
    case 'stopped':
      return <Ban size={15} role="img" aria-label={label} className="sk:shrink-0 sk:text-muted" />
    default:
      return status satisfies never
  }
}
