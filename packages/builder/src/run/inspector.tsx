import { useAtom, useAtomValue } from '@skep/react/jotai'
import { Badge, Button, EmptyState, IconButton } from '@skep/react/ui'
import type { JsonValue, ValueType } from '@skep/schema'
import { Braces, Play, RotateCcw } from 'lucide-react'
import type { ReactElement } from 'react'
import { NodeIconTile } from '../canvas/node-icon-tile.tsx'
import { valueKey } from '../core/part-run.ts'
import { lastStepOf, type RunStep } from '../core/run-view.ts'
import { ConstantField } from '../fields/constant-field.tsx'
import { edgesAtom, nodesAtom } from '../state/edit-atoms.ts'
import { changedValuesAtom } from '../state/part-atoms.ts'
import { isRunningAtom, lastFullRunAtom } from '../state/run-atoms.ts'
import { useT } from '../use-t.ts'
import { usePartRun } from './use-part-run.ts'

/** Every value of the last run by step. One may be changed, and what comes after run with that. @internal */
export function Inspector(): ReactElement {
  const t = useT()
  const view = useAtomValue(lastFullRunAtom)
  const nodes = useAtomValue(nodesAtom)
  const [changed, setChanged] = useAtom(changedValuesAtom)
  const steps = view
    ? nodes.flatMap((node) => {
        const step = lastStepOf(view, node.id)
        return step?.outputs && Object.keys(step.outputs).length > 0 ? [step] : []
      })
    : []
  if (steps.length === 0) {
    return (
      <EmptyState icon={<Braces size={18} />} title={t('builder.run.inspectorNone')}>
        {t('builder.run.inspectorText')}
      </EmptyState>
    )
  }
  return (
    <div data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-4 sk:p-4">
      <div className="sk:flex sk:items-start sk:gap-2">
        <p className="sk:flex-1 sk:text-sm sk:text-muted">{t('builder.run.inspectorHint')}</p>
        {Object.keys(changed).length > 0 ? (
          <Button size="sm" icon={<RotateCcw size={13} />} onClick={() => setChanged({})}>
            {t('builder.run.resetAll')}
          </Button>
        ) : null}
      </div>
      {steps.map((step) => (
        <StepValues key={step.executionId} step={step} />
      ))}
    </div>
  )
}

function StepValues({ step }: { readonly step: RunStep }): ReactElement {
  const t = useT()
  const run = usePartRun()
  const isRunning = useAtomValue(isRunningAtom)
  const [changed, setChanged] = useAtom(changedValuesAtom)
  const entries = Object.entries(step.outputs ?? {})
  const isChanged = entries.some(([name]) => Object.hasOwn(changed, valueKey(step.nodeId, name)))
  return (
    <section aria-label={step.title} data-values-of={step.nodeId}>
      <div className="sk:flex sk:min-h-7 sk:items-center sk:gap-2 sk:pb-1.5">
        <NodeIconTile type={step.nodeType} size="sm" />
        <h3 className="sk:min-w-0 sk:flex-1 sk:truncate sk:font-medium">{step.title}</h3>
        {isChanged ? <RunAfter step={step} isRunning={isRunning} onRun={run.runFrom} /> : null}
      </div>
      <ul className="sk:flex sk:flex-col sk:gap-1.5">
        {entries.map(([name, value]) => {
          const key = valueKey(step.nodeId, name)
          const isOwn = Object.hasOwn(changed, key)
          return (
            <li key={name} className="sk:flex sk:items-end sk:gap-1">
              <ConstantField
                key={isOwn ? 'own' : 'run'}
                className="sk:min-w-0 sk:flex-1"
                label={
                  <span className="sk:flex sk:items-center sk:gap-1.5">
                    <span className="sk:font-mono">{name}</span>
                    {isOwn ? <Badge tone="accent">{t('builder.run.changed')}</Badge> : null}
                  </span>
                }
                type={typeOf(value)}
                value={isOwn ? (changed[key] ?? null) : value}
                onValueChange={(next) => setChanged((now) => ({ ...now, [key]: next }))}
              />
              {isOwn ? (
                <IconButton
                  label={t('builder.run.resetValue')}
                  icon={<RotateCcw size={14} />}
                  onClick={() =>
                    setChanged((now) => {
                      const { [key]: _, ...rest } = now
                      return rest
                    })
                  }
                />
              ) : null}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Runs what comes after a step whose values were changed. */
function RunAfter(props: {
  readonly step: RunStep
  readonly isRunning: boolean
  readonly onRun: (nodeId: string) => void
}): ReactElement | null {
  const { step, isRunning, onRun } = props
  const t = useT()
  const next = useNextNode(step.nodeId)
  if (!next) return null
  return (
    <Button size="sm" icon={<Play size={13} />} disabled={isRunning} onClick={() => onRun(next.id)}>
      {t('builder.run.fromHere', { title: next.title })}
    </Button>
  )
}

/** The first step after another one; where several follow, the first of them. */
function useNextNode(nodeId: string): { readonly id: string; readonly title: string } | undefined {
  const nodes = useAtomValue(nodesAtom)
  const edges = useAtomValue(edgesAtom)
  const edge = edges.find((each) => each.source === nodeId)
  return nodes.find((node) => node.id === edge?.target)
}

function typeOf(value: JsonValue): ValueType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'string') return 'string'
  return Array.isArray(value) ? 'array[any]' : 'object'
}
