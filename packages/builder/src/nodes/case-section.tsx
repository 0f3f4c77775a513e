import type { IfElseCase, Issue } from '@skep/schema'
import type { ReactElement } from 'react'
import type { PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { ConditionList } from './condition-list.tsx'

/** @internal */
export interface CaseSectionProps {
  readonly cases: readonly IfElseCase[]
  readonly index: number
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  readonly issues: readonly Issue[]
  readonly isReadOnly: boolean
  readonly onCasesChange: (cases: readonly IfElseCase[]) => void
}

/** One branch with its conditions. @internal */
export function CaseSection(props: CaseSectionProps): ReactElement | null {
  const { cases, index, path, set, issues, isReadOnly, onCasesChange } = props
  const t = useT()
  const item = cases[index]
  if (!item) return null
  const name = index === 0 ? t('builder.handle.if') : t('builder.handle.elif')
  return (
    <Section
      title={cases.length > 2 && index > 0 ? `${name} ${index}` : name}
      action={
        isReadOnly || cases.length === 1 ? null : (
          <RowButtons
            items={cases}
            index={index}
            name={t('builder.ifElse.caseName', { name })}
            onItemsChange={onCasesChange}
          />
        )
      }
    >
      <ConditionList
        conditions={item.conditions}
        logicalOperator={item.logicalOperator}
        path={[...path, 'conditions']}
        operatorPath={[...path, 'logicalOperator']}
        set={set}
        issues={issues}
        isReadOnly={isReadOnly}
      />
    </Section>
  )
}
