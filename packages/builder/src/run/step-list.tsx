import { useSetAtom } from '@skep/react/jotai'
import { IconButton } from '@skep/react/ui'
import { ChevronLeft, ChevronRight, CircleX } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { StatusIcon } from '../canvas/run-status.tsx'
import { type RunTree, tellingRound } from '../core/run-tree.ts'
import type { RunStep } from '../core/run-view.ts'
import { selectNodesAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { formatDuration } from './format.ts'
import { StepDetails, tokenText } from './step-details.tsx'

interface StepListProps {
  readonly steps: readonly RunStep[]
  readonly tree: RunTree
}

/** The steps of a run; those of a round stand below their container. @internal */
export function StepList({ steps, tree }: StepListProps): ReactElement {
  return (
    <ol className="sk:flex sk:flex-col sk:gap-1.5">
      {steps.map((step) => (
        <StepRow key={step.executionId} step={step} tree={tree} />
      ))}
    </ol>
  )
}

function StepRow({ step, tree }: { readonly step: RunStep; readonly tree: RunTree }): ReactElement {
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
      {step.rounds ? <Rounds step={step} tree={tree} /> : null}
    </li>
  )
}

/** The rounds of a container, one at a time. */
function Rounds({ step, tree }: { readonly step: RunStep; readonly tree: RunTree }): ReactElement | null {
  const t = useT()
  const rounds = tree.rounds.get(step.executionId)
  const [chosen, setChosen] = useState<number | null>(null)
  if (!rounds || rounds.size === 0) return null
  const indices = [...rounds.keys()].toSorted((a, b) => a - b)
  // Until somebody chooses, the view follows the run; then it stays.
  const shown = chosen ?? tellingRound(tree, step.executionId)
  const at = indices.indexOf(shown)
  const failed = indices.find((index) => rounds.get(index)?.some((inner) => inner.status === 'failed'))
  const previous = indices[at - 1]
  const next = indices[at + 1]
  const count = step.rounds?.length ?? (step.status === 'running' ? undefined : indices.length)
  const duration = step.rounds?.durationsMs?.[shown]
  return (
    <div className="sk:border-t sk:border-line sk:bg-sunken/50 sk:p-2" data-rounds-of={step.nodeId}>
      <div className="sk:flex sk:items-center sk:gap-1 sk:pb-1.5">
        <IconButton
          size="sm"
          label={t('builder.run.previousRound')}
          disabled={previous === undefined}
          icon={<ChevronLeft size={14} className="skep-mirror" />}
          onClick={() => previous !== undefined && setChosen(previous)}
        />
        <p className="sk:flex-1 sk:text-center sk:text-sm sk:tabular-nums" aria-live="polite">
          {count === undefined
            ? t('builder.run.round', { index: shown + 1 })
            : t('builder.run.roundOf', { index: shown + 1, count })}
          {duration === undefined ? null : (
            <span className="sk:text-muted"> · {formatDuration(duration)}</span>
          )}
        </p>
        {failed === undefined || failed === shown ? null : (
          <IconButton
            size="sm"
            label={t('builder.run.failedRound')}
            icon={<CircleX size={14} className="sk:text-bad" />}
            onClick={() => setChosen(failed)}
          />
        )}
        <IconButton
          size="sm"
          label={t('builder.run.nextRound')}
          disabled={next === undefined}
          icon={<ChevronRight size={14} className="skep-mirror" />}
          onClick={() => next !== undefined && setChosen(next)}
        />
      </div>
      <StepList steps={rounds.get(shown) ?? []} tree={tree} />
      {step.rounds?.reason === 'break' ? (
        <p className="sk:pt-1.5 sk:text-sm sk:text-muted">{t('builder.run.leftLoop')}</p>
      ) : null}
    </div>
  )
}
