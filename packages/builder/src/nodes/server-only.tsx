import { ScrollArea } from '@skep/react/ui'
import {
  agentV2Node,
  datasourceEmptyNode,
  datasourceNode,
  type JsonObject,
  knowledgeIndexNode,
  knowledgeRetrievalV2Node,
  type NodeDefinition,
  serverOnlyNodes,
} from '@skep/schema'
import { Bot, Database, DatabaseZap, Library, Server, SquareDashed } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodeIcon,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { useNode } from '../state/use-node.ts'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'
import { TriggerNote } from './trigger-note.tsx'

type ServerOnlyType =
  | 'datasource'
  | 'datasource-empty'
  | 'knowledge-index'
  | 'knowledge-retrieval-v2'
  | 'agent-v2'

function Summary(_: NodeSummaryProps<JsonObject>): ReactElement {
  const t = useT()
  return <SummaryLine icon={<Server size={12} />}>{t('builder.serverOnly.summary')}</SummaryLine>
}

const OUTPUTS = new Map(serverOnlyNodes.map((definition) => [definition.type, definition.outputs({})]))

function isServerOnly(type: string | undefined): type is ServerOnlyType {
  return type !== undefined && OUTPUTS.has(type)
}

/** What a type is, that it needs a server, and its settings as they were brought. */
function Panel({ nodeId, config }: NodePanelProps<JsonObject>): ReactElement {
  const t = useT()
  const type = useNode(nodeId)?.type
  const outputs = OUTPUTS.get(type ?? '') ?? []
  return (
    <>
      <TriggerNote text={t('builder.serverOnly.note')} />
      {isServerOnly(type) ? (
        <Section title={t('builder.serverOnly.what')}>
          <p className="sk:text-sm sk:text-pretty">{t(`builder.serverOnly.${type}`)}</p>
        </Section>
      ) : null}
      {Object.keys(config).length > 0 ? (
        <Section title={t('builder.node.raw')} hint={t('builder.serverOnly.kept')}>
          <ScrollArea
            label={t('builder.node.raw')}
            className="sk:max-h-96 sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:p-2.5"
          >
            <pre className="sk:font-mono sk:text-xs">{JSON.stringify(config, null, 2)}</pre>
          </ScrollArea>
        </Section>
      ) : null}
      {outputs.length > 0 ? <OutputsSection outputs={outputs} /> : null}
    </>
  )
}

function serverOnlyPanel(definition: NodeDefinition, icon: NodeIcon): PanelDefinition {
  return definePanel(definition, { icon, summary: Summary, Panel })
}

/** The types that are kept and explained here, and run on a server alone. @public */
export const serverOnlyPanels: readonly PanelDefinition[] = [
  serverOnlyPanel(datasourceNode, Database),
  serverOnlyPanel(datasourceEmptyNode, SquareDashed),
  serverOnlyPanel(knowledgeIndexNode, DatabaseZap),
  serverOnlyPanel(knowledgeRetrievalV2Node, Library),
  serverOnlyPanel(agentV2Node, Bot),
]
