import { Button, IconButton, SegmentedControl } from '@skep/react/ui'
import { type Condition, type IfElseCase, type Issue, newId } from '@skep/schema'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { ConditionRow } from './condition-row.tsx'

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
  const put = (next: readonly Condition[]): void => set([...path, 'conditions'], next.map(asJson))
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
      {conditions.length > 1 ? (
        <div className="sk:flex sk:items-center sk:gap-2">
          <SegmentedControl
            size="sm"
            label={t('builder.ifElse.logic')}
            value={item.logicalOperator}
            onValueChange={(operator) => set([...path, 'logicalOperator'], operator)}
            options={[
              { value: 'and', label: t('builder.ifElse.all') },
              { value: 'or', label: t('builder.ifElse.any') },
            ]}
          />
          <span className="sk:text-sm sk:text-muted">{t('builder.ifElse.mustHold')}</span>
        </div>
      ) : null}
      {conditions.length === 0 ? <EmptyRow>{t('builder.ifElse.none')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {conditions.map((condition, at) => (
          <li key={condition.id}>
            <ConditionRow
              condition={condition}
              number={at + 1}
              path={[...path, 'conditions', at]}
              set={set}
              isMissingValue={issues.some(
                (issue) =>
                  issue.code === 'FIELD_REQUIRED' && issue.path[3] === at && issue.path[4] === 'value',
              )}
              isReadOnly={isReadOnly}
              onRemove={() => put(conditions.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ul>
      {isReadOnly ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} />}
            onClick={() =>
              put([...conditions, { id: newId('condition'), selector: [], operator: 'is', value: '' }])
            }
          >
            {t('builder.ifElse.addCondition')}
          </Button>
        </div>
      )}
    </Section>
  )
}
