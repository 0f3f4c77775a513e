import type { PanelDefinition } from '../define-panel.ts'
import { answerPanel } from './answer.tsx'
import { assignerPanel } from './assigner.tsx'
import { codePanel } from './code.tsx'
import { endPanel } from './end.tsx'
import { humanInputPanel } from './human-input.tsx'
import { ifElsePanel } from './if-else.tsx'
import { iterationPanel, iterationStartPanel } from './iteration.tsx'
import { knowledgeRetrievalPanel } from './knowledge-retrieval.tsx'
import { llmPanel } from './llm.tsx'
import { loopPanel, loopStartPanel } from './loop.tsx'
import { loopEndPanel } from './loop-end.tsx'
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
  assignerPanel,
  iterationPanel,
  iterationStartPanel,
  loopPanel,
  loopStartPanel,
  loopEndPanel,
  humanInputPanel,
  answerPanel,
  endPanel,
]
