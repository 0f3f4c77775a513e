import type { PanelDefinition } from '../define-panel.ts'
import { answerPanel } from './answer.tsx'
import { codePanel } from './code.tsx'
import { endPanel } from './end.tsx'
import { ifElsePanel } from './if-else.tsx'
import { knowledgeRetrievalPanel } from './knowledge-retrieval.tsx'
import { llmPanel } from './llm.tsx'
import { startPanel } from './start.tsx'
import { templateTransformPanel } from './template-transform.tsx'
import { variableAggregatorPanel } from './variable-aggregator.tsx'

/** The faces of the node types that come with Skep. @public */
export const builtinPanels: readonly PanelDefinition[] = [
  startPanel,
  llmPanel,
  knowledgeRetrievalPanel,
  ifElsePanel,
  codePanel,
  templateTransformPanel,
  variableAggregatorPanel,
  answerPanel,
  endPanel,
]
