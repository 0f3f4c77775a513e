import { type EndConfig, endNode } from '@skep/schema'
import { Flag } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { BindingList } from '../fields/binding-list.tsx'
import { useT } from '../use-t.ts'
import { SummaryLine, useReferenceText } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<EndConfig>): ReactElement {
  const say = useReferenceText()
  const t = useT()
  const rest = config.outputs.length - 3
  return (
    <>
      {config.outputs.slice(0, 3).map((output) => (
        <SummaryLine key={output.variable}>
          <span className="sk:font-mono sk:text-ink">{output.variable}</span> ← {say(output.selector)}
        </SummaryLine>
      ))}
      {rest > 0 ? <SummaryLine>{t('builder.summary.more', { count: rest })}</SummaryLine> : null}
    </>
  )
}

function Panel({ config, set, issues, isReadOnly }: NodePanelProps<EndConfig>): ReactElement {
  const t = useT()
  return (
    <BindingList
      title={t('builder.end.outputs')}
      hint={t('builder.end.hint')}
      empty={t('builder.end.none')}
      bindings={config.outputs}
      path={['outputs']}
      set={set}
      issues={issues}
      isReadOnly={isReadOnly}
      stem="result"
    />
  )
}

/** What a workflow returns. @public */
export const endPanel: PanelDefinition = definePanel(endNode, { icon: Flag, summary: Summary, Panel })
