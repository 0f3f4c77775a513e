import { IconButton } from '@skep/react/ui'
import type { IfElseCase, Issue } from '@skep/schema'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { ConditionList } from './condition-list.tsx'

/** @internal */
export interface CaseSectionProps {
  readonly item: IfElseCase
  readonly index: number
  readonly count: number
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  readonly issues: readonly Issue[]
  readonly isReadOnly: boolean
  readonly onMove: (by: -1 | 1) => void
  readonly onRemove: () => void
}

/** One branch with its conditions. @internal */
export function CaseSection(props: CaseSectionProps): ReactElement {
  const { item, index, count, path, set, issues, isReadOnly, onMove, onRemove } = props
  const t = useT()
  const name = index === 0 ? t('builder.handle.if') : t('builder.handle.elif')
  const { conditions } = item
  return (
    <Section
      title={count > 2 && index > 0 ? `${name} ${index}` : name}
      action={
        isReadOnly ? null : (
          <span className="sk:flex">
            {count > 1 ? (
              <>
                <IconButton
                  size="sm"
                  label={t('builder.row.up')}
                  disabled={index === 0}
                  icon={<ArrowUp size={14} />}
                  onClick={() => onMove(-1)}
                />
                <IconButton
                  size="sm"
                  label={t('builder.row.down')}
                  disabled={index === count - 1}
                  icon={<ArrowDown size={14} />}
                  onClick={() => onMove(1)}
                />
                <IconButton
                  size="sm"
                  label={t('builder.ifElse.removeCase', { name })}
                  icon={<Trash2 size={14} />}
                  onClick={onRemove}
                />
              </>
            ) : null}
          </span>
        )
      }
    >
      <ConditionList
        conditions={conditions}
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
