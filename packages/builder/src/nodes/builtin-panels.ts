import type { PanelDefinition } from '../define-panel.ts'
import { agentPanel } from './agent.tsx'
import { answerPanel } from './answer.tsx'
import { assignerPanel } from './assigner.tsx'
import { codePanel } from './code.tsx'
import { documentExtractorPanel } from './document-extractor.tsx'
import { endPanel } from './end.tsx'
import { httpRequestPanel } from './http-request.tsx'
import { humanInputPanel } from './human-input.tsx'
import { ifElsePanel } from './if-else.tsx'
import { iterationPanel, iterationStartPanel } from './iteration.tsx'
import { knowledgeRetrievalPanel } from './knowledge-retrieval.tsx'
import { listOperatorPanel } from './list-operator.tsx'
import { llmPanel } from './llm.tsx'
import { loopPanel, loopStartPanel } from './loop.tsx'
import { loopEndPanel } from './loop-end.tsx'
import { parameterExtractorPanel } from './parameter-extractor.tsx'
import { questionClassifierPanel } from './question-classifier.tsx'
import { serverOnlyPanels } from './server-only.tsx'
import { startPanel } from './start.tsx'
import { templateTransformPanel } from './template-transform.tsx'
import { toolPanel } from './tool.tsx'
import { triggerPluginPanel } from './trigger-plugin.tsx'
import { triggerSchedulePanel } from './trigger-schedule.tsx'
import { triggerWebhookPanel } from './trigger-webhook.tsx'
import { variableAggregatorPanel } from './variable-aggregator.tsx'

/** The faces of the node types that come with Skep. @public */
export const builtinPanels: readonly PanelDefinition[] = [
  startPanel,
  llmPanel,
  agentPanel,
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
  httpRequestPanel,
  toolPanel,
  humanInputPanel,
  answerPanel,
  endPanel,
  questionClassifierPanel,
  parameterExtractorPanel,
  documentExtractorPanel,
  listOperatorPanel,
  triggerSchedulePanel,
  triggerWebhookPanel,
  triggerPluginPanel,
  ...serverOnlyPanels,
]
