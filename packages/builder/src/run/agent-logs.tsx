import type { AgentLog } from '@skep/client'
import { ErrorNote } from '@skep/react/ui'
import { ChevronRight } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { StatusIcon } from '../canvas/run-status.tsx'
import { useT } from '../use-t.ts'
import { JsonView } from './json-tree.tsx'

/** What an agent did, step by step; what belongs to a step stands below it. @internal */
export function AgentLogs({ logs }: { readonly logs: readonly AgentLog[] }): ReactElement {
  const t = useT()
  return (
    <section aria-label={t('builder.run.logs')}>
      <h4 className="sk:pb-1 sk:text-sm sk:font-medium">{t('builder.run.logs')}</h4>
      <LogList logs={logs} parentId={undefined} depth={0} />
    </section>
  )
}

const MOST_DEPTH = 8

function LogList(props: {
  readonly logs: readonly AgentLog[]
  readonly parentId: string | undefined
  readonly depth: number
}): ReactElement | null {
  const { logs, parentId, depth } = props
  const known = new Set(logs.map((log) => log.id))
  const own = logs.filter((log) =>
    parentId === undefined
      ? log.parentId === undefined || !known.has(log.parentId)
      : log.parentId === parentId && log.id !== parentId,
  )
  if (own.length === 0 || depth > MOST_DEPTH) return null
  return (
    <ol className={depth === 0 ? '' : 'sk:ms-2 sk:border-s sk:border-line sk:ps-2'}>
      {own.map((log) => (
        <li key={log.id}>
          <LogRow log={log} />
          <LogList logs={logs} parentId={log.id} depth={depth + 1} />
        </li>
      ))}
    </ol>
  )
}

function LogRow({ log }: { readonly log: AgentLog }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  const hasData = Object.keys(log.data).length > 0
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        disabled={!hasData && !log.error}
        className="sk:flex sk:min-h-7 sk:w-full sk:items-center sk:gap-1.5 sk:rounded-sm sk:px-1 sk:text-start sk:text-sm sk:enabled:hover:bg-hover sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight
          size={12}
          aria-hidden="true"
          className={`sk:shrink-0 sk:text-faint ${isOpen ? 'sk:rotate-90' : 'skep-mirror'}`}
        />
        <span className="sk:min-w-0 sk:flex-1 sk:truncate" dir="auto">
          {log.label}
        </span>
        <StatusIcon status={log.status} size={13} />
      </button>
      {isOpen ? (
        <div className="sk:flex sk:flex-col sk:gap-1.5 sk:pb-1.5">
          {log.error ? <ErrorNote error={log.error} /> : null}
          {hasData ? <JsonView title={log.label} value={log.data} /> : null}
        </div>
      ) : null}
    </>
  )
}
