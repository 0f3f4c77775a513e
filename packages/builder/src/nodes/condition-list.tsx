import { Button, SegmentedControl } from '@skep/react/ui'
import { type Condition, type Issue, type LogicalOperator, newId } from '@skep/schema'
import { Plus } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { useT } from '../use-t.ts'
import { ConditionRow } from './condition-row.tsx'

/** @internal */
export interface ConditionListProps {
  readonly conditions: readonly Condition[]
  readonly logicalOperator: LogicalOperator
  /** Where the list stands in the config. */
  readonly path: PatchPath
  readonly operatorPath: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  readonly issues: readonly Issue[]
  readonly isReadOnly: boolean
}

/** Comparisons, and whether all or any of them must hold. @internal */
export function ConditionList(props: ConditionListProps): ReactElement {
  const { conditions, logicalOperator, path, operatorPath, set, issues, isReadOnly } = props
  const t = useT()
  const put = (next: readonly Condition[]): void => set(path, next.map(asJson))
  return (
    <>
      {conditions.length > 1 ? (
        <div className="sk:flex sk:items-center sk:gap-2">
          <SegmentedControl
            size="sm"
            label={t('builder.ifElse.logic')}
            value={logicalOperator}
            onValueChange={(operator) => set(operatorPath, operator)}
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
              path={[...path, at]}
              set={set}
              isMissingValue={issues.some(
                (issue) => issue.code === 'FIELD_REQUIRED' && isAt(issue.path, [...path, at, 'value']),
              )}
              hasIssue={(...inner) => issues.some((issue) => isAt(issue.path, [...path, at, ...inner]))}
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
    </>
  )
}

function isAt(path: PatchPath, wanted: PatchPath): boolean {
  return path.length === wanted.length && wanted.every((key, index) => key === path[index])
}
