import type { Usage } from '@skep/client'
import { HumanFormView } from '@skep/react/forms'
import { useAtomValue } from '@skep/react/jotai'
import { Badge, ErrorNote } from '@skep/react/ui'
import type { JsonObject } from '@skep/schema'
import type { ReactElement } from 'react'
import { useBuilder } from '../builder-context.ts'
import { handleLabel } from '../canvas/handle-label.ts'
import { StatusIcon } from '../canvas/run-status.tsx'
import { handlesOf } from '../core/node-types.ts'
import type { RunStep } from '../core/run-view.ts'
import { nodesByIdAtom } from '../state/edit-atoms.ts'
import { useT } from '../use-t.ts'
import { AgentLogs } from './agent-logs.tsx'
import { formatDuration } from './format.ts'
import { JsonView } from './json-tree.tsx'

/** @internal */
export interface StepDetailsProps {
  readonly step: RunStep
  /** Shows the state in a line of its own. */
  readonly isHeaded?: boolean
}

/** What one execution of a node got, made and said. @internal */
export function StepDetails({ step, isHeaded }: StepDetailsProps): ReactElement {
  const t = useT()
  const branch = useBranch(step)
  const tokens = isHeaded ? tokenText(step.usage, t) : undefined
  return (
    <div className="sk:flex sk:flex-col sk:gap-2">
      {isHeaded || tokens || branch || step.origin ? (
        <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-2 sk:gap-y-1 sk:text-sm">
          {isHeaded ? (
            <>
              <StatusIcon status={step.status} />
              <span className="sk:font-medium">{t(`builder.status.${step.status}`)}</span>
              {step.durationMs === undefined ? null : (
                <span className="sk:text-muted sk:tabular-nums">{formatDuration(step.durationMs)}</span>
              )}
            </>
          ) : null}
          {tokens ? <span className="sk:text-muted sk:tabular-nums">{tokens}</span> : null}
          {step.origin ? <Badge tone="info">{t(`builder.part.${step.origin}`)}</Badge> : null}
          {branch ? <Badge>{t('builder.run.branch', { branch })}</Badge> : null}
        </div>
      ) : null}
      {step.status === 'running' && step.progress ? (
        <p className="sk:text-sm sk:text-muted">{step.progress}</p>
      ) : null}
      {step.error ? <ErrorNote error={step.error} /> : null}
      {step.retries.length > 0 ? (
        <p className="sk:text-sm sk:text-warn">{t('builder.run.retries', { count: step.retries.length })}</p>
      ) : null}
      {step.inputs && Object.keys(step.inputs).length > 0 ? (
        <JsonView title={t('builder.run.inputs')} value={step.inputs} />
      ) : null}
      {step.updates.length > 0 ? <JsonView title={t('builder.run.updates')} value={updatesOf(step)} /> : null}
      {step.logs.length > 0 ? <AgentLogs logs={step.logs} /> : null}
      {step.form && (step.submission || step.hasExpired) ? (
        <HumanFormView
          form={step.form}
          {...(step.submission ? { submission: step.submission } : {})}
          {...(step.hasExpired ? { isOver: 'expired' as const } : {})}
        />
      ) : null}
      {step.process && Object.keys(step.process).length > 0 ? (
        <JsonView title={t('builder.run.process')} value={step.process} />
      ) : null}
      {step.outputs ? <JsonView title={t('builder.run.outputs')} value={step.outputs} /> : null}
      {step.reasoning ? (
        <JsonView title={t('builder.run.reasoning')} value={{ text: step.reasoning }} />
      ) : null}
    </div>
  )
}

function updatesOf(step: RunStep): JsonObject {
  return Object.fromEntries(step.updates.map(({ selector, value }) => [selector.slice(1).join('.'), value]))
}

function useBranch(step: RunStep): string | undefined {
  const t = useT()
  const { types } = useBuilder()
  const node = useAtomValue(nodesByIdAtom).get(step.nodeId)
  if (!node || step.handle === undefined) return undefined
  const handle = handlesOf(node, types).find((candidate) => candidate.id === step.handle)
  return handle && handleLabel(handle, t)
}

/** @internal */
export function tokenText(usage: Usage | undefined, t: ReturnType<typeof useT>): string | undefined {
  if (!usage) return undefined
  const total = usage.totalTokens ?? (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0)
  if (total === 0) return undefined
  return t(usage.isEstimate ? 'builder.run.tokensAbout' : 'builder.run.tokens', { count: total })
}
