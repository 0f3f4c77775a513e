import { atom, useAtomValue } from '@skep/react/jotai'
import { EmptyState, IconButton } from '@skep/react/ui'
import type { AppNode } from '@skep/schema'
import { ChevronLeft, ChevronRight, History } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { canRunAlone } from '../core/part-run.ts'
import type { RunStep, RunView } from '../core/run-view.ts'
import { StepDetails } from '../run/step-details.tsx'
import { lastFullRunAtom, runAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { PartForm } from './part-form.tsx'
import { PinSection } from './pin-section.tsx'

/** What a step did last, and the means to try it alone and to keep its output. @internal */
export function LastRun({ node }: { readonly node: AppNode }): ReactElement {
  const t = useT()
  const { definitions } = useBuilder()
  const steps = useAtomValue(
    useMemo(
      () =>
        atom((get) => {
          const shown = stepsOf(get(runAtom), node.id)
          // A single step's run says nothing of the others: they keep what they did before.
          return shown.length > 0 ? shown : stepsOf(get(lastFullRunAtom), node.id)
        }),
      [node.id],
    ),
  )
  return (
    <div data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col">
      {canRunAlone(node, definitions) ? <PartForm node={node} /> : null}
      <PinSection node={node} lastOutputs={steps.at(-1)?.outputs} />
      {steps.length === 0 ? (
        <EmptyState icon={<History size={18} />} title={t('builder.node.noRun')}>
          {t('builder.node.noRunText')}
        </EmptyState>
      ) : (
        <Executions steps={steps} />
      )}
    </div>
  )
}

function stepsOf(view: RunView | null, nodeId: string): readonly RunStep[] {
  return view?.steps.filter((step) => step.nodeId === nodeId) ?? []
}

/** One execution at a time: a step in a loop has many. */
function Executions({ steps }: { readonly steps: readonly RunStep[] }): ReactElement | null {
  const t = useT()
  const [chosen, setChosen] = useState<number | null>(null)
  const at = Math.min(chosen ?? steps.length - 1, steps.length - 1)
  const step = steps[at]
  if (!step) return null
  const round = step.around.at(-1)
  return (
    <div className="sk:flex sk:flex-col sk:gap-3 sk:p-4">
      {steps.length > 1 ? (
        <div className="sk:flex sk:items-center sk:gap-1">
          <IconButton
            size="sm"
            label={t('builder.run.previousRound')}
            disabled={at === 0}
            icon={<ChevronLeft size={14} className="skep-mirror" />}
            onClick={() => setChosen(at - 1)}
          />
          <p className="sk:flex-1 sk:text-center sk:text-sm sk:tabular-nums" aria-live="polite">
            {t('builder.run.roundOf', { index: (round?.index ?? at) + 1, count: steps.length })}
          </p>
          <IconButton
            size="sm"
            label={t('builder.run.nextRound')}
            disabled={at === steps.length - 1}
            icon={<ChevronRight size={14} className="skep-mirror" />}
            onClick={() => setChosen(at + 1)}
          />
        </div>
      ) : null}
      <StepDetails key={step.executionId} step={step} isHeaded />
    </div>
  )
}
