import { Button } from '@skep/react/ui'
import {
  type Condition,
  type IfElseCase,
  type IfElseConfig,
  ifElseNode,
  newId,
  OPERATORS_BY_FILE,
  OPERATORS_WITHOUT_VALUE,
} from '@skep/schema'
import { Plus, Split } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { useT } from '../use-t.ts'
import { CaseSection } from './case-section.tsx'
import { operatorText } from './operator-text.ts'
import { SummaryLine, useReferenceText } from './summary.tsx'

/** The right side of a condition, in a few words. */
function valueText({ operator, value, subConditions }: Condition, t: ReturnType<typeof useT>): string {
  if (subConditions && OPERATORS_BY_FILE.includes(operator)) {
    return subConditions.conditions
      .map((sub) => [sub.key, operatorText(sub.operator, t), plainValue(sub.operator, sub.value)].join(' '))
      .join(', ')
  }
  return plainValue(operator, value)
}

function plainValue(operator: Condition['operator'], value: Condition['value']): string {
  if (OPERATORS_WITHOUT_VALUE.includes(operator)) return ''
  return Array.isArray(value) ? value.join(', ') : String(value ?? '')
}

function Summary({ config }: NodeSummaryProps<IfElseConfig>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const [first] = config.cases
  const conditions = first?.conditions ?? []
  const rest = conditions.length - 2
  return (
    <>
      {conditions.slice(0, 2).map((condition) => (
        <SummaryLine key={condition.id}>
          {say(condition.selector)} {operatorText(condition.operator, t)} {valueText(condition, t)}
        </SummaryLine>
      ))}
      {conditions.length === 0 ? <SummaryLine>{t('builder.ifElse.noConditions')}</SummaryLine> : null}
      {rest > 0 ? <SummaryLine>{t('builder.summary.more', { count: rest })}</SummaryLine> : null}
    </>
  )
}

function Panel({ config, set, issues, isReadOnly }: NodePanelProps<IfElseConfig>): ReactElement {
  const t = useT()
  const { cases } = config
  const put = (next: readonly IfElseCase[]): void => set(['cases'], next.map(asJson))
  return (
    <>
      {cases.map(({ id }, index) => (
        <CaseSection
          key={id}
          cases={cases}
          index={index}
          path={['cases', index]}
          set={set}
          issues={issues.filter((issue) => issue.path[0] === 'cases' && issue.path[1] === index)}
          isReadOnly={isReadOnly}
          onCasesChange={put}
        />
      ))}
      <div className="sk:flex sk:flex-col sk:gap-3 sk:px-4 sk:py-3.5">
        {isReadOnly ? null : (
          <Button
            icon={<Plus size={14} />}
            // Case ids are handles, and `true` is the first case of imported files.
            onClick={() => put([...cases, { id: newId('case'), logicalOperator: 'and', conditions: [] }])}
          >
            {t('builder.ifElse.addCase')}
          </Button>
        )}
        <div>
          <h3 className="sk:font-semibold">{t('builder.handle.else')}</h3>
          <p className="sk:text-sm sk:text-muted">{t('builder.ifElse.elseText')}</p>
        </div>
      </div>
    </>
  )
}

/** Chooses a way by conditions. @public */
export const ifElsePanel: PanelDefinition = definePanel(ifElseNode, { icon: Split, summary: Summary, Panel })
