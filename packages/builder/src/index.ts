// The builder
export { Builder } from './builder.ts'
export type { BuilderComponents, ModelPickerProps } from './builder-context.ts'
export type { CanvasProps } from './canvas/canvas.tsx'
// Commands: what an edit is
export {
  CONNECT_REFUSALS,
  type Connection,
  type ConnectRefusal,
  canConnect,
  refusalToConnect,
} from './core/can-connect.ts'
export { CHANGE_REASONS, type Change, type ChangeReason, type Command } from './core/change.ts'
export {
  CLIPBOARD_FORMAT,
  CLIPBOARD_VERSION,
  type ClipboardPayload,
  copyNodes,
  type PastePlace,
  pasteNodes,
  readClipboard,
} from './core/clipboard.ts'
export { moveInto, resize } from './core/commands/containers.ts'
export type { CrossRefusal } from './core/commands/drop.ts'
export { addConnectedNode, canInsert, connect, disconnect, insertOnEdge } from './core/commands/edges.ts'
export { addNode, applyLayout, createNode, move, type NewNode, remove } from './core/commands/nodes.ts'
export { addNote, setNote } from './core/commands/notes.ts'
export { replaceApp } from './core/commands/replace.ts'
export {
  type NodeSettings,
  rename,
  renameHandle,
  setAppText,
  setConfig,
  setConfigs,
  setConversationVariables,
  setEnvironmentVariables,
  setFeatures,
  setNodeSettings,
} from './core/commands/settings.ts'
export { type Difference, differencesBetween } from './core/differences.ts'
export type { NodeSizes } from './core/frame.ts'
export {
  type EditResult,
  type EditState,
  edit,
  HISTORY_LIMIT,
  type HistoryEntry,
  MERGE_WINDOW_MS,
  redo,
  startEditing,
  undo,
} from './core/history.ts'
export { autoLayout, type Layout } from './core/layout.ts'
export {
  type AddRefusal,
  FAIL_BRANCH,
  handlesOf,
  isContainer,
  isInnerStart,
  type NodeTypes,
  nodeTypesOf,
  refusalToAdd,
} from './core/node-types.ts'
export { applyPatches, type Patch, type Patched, type PatchPath, valueAt } from './core/patches.ts'
// Runs
export { type EdgeRun, edgeRunOf, type NodeRun, nodeRunOf } from './core/run-marks.ts'
export { type RunTree, runTree } from './core/run-tree.ts'
export {
  applyRunEvents,
  emptyRun,
  lastStepOf,
  NODE_RUN_STATUSES,
  type NodeRunStatus,
  type RunRounds,
  type RunStep,
  type RunView,
  waitingSteps,
} from './core/run-view.ts'
// Own node types
export {
  definePanel,
  type NodeIcon,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
  type PanelOptions,
} from './define-panel.ts'
export { type Binding, BindingList, type BindingListProps } from './fields/binding-list.tsx'
export { CodeField, type CodeFieldProps } from './fields/code-field.tsx'
export { JsonObjectField, type JsonObjectFieldProps } from './fields/json-object-field.tsx'
export { ModelField, type ModelFieldProps, type ModelReference } from './fields/model-field.tsx'
export { Section, type SectionProps } from './fields/section.tsx'
export { TemplateField, type TemplateFieldProps } from './fields/template-field.tsx'
export { VariableField, type VariableFieldProps } from './fields/variable-field.tsx'
export type { HeaderProps } from './header/header.tsx'
// Texts
export { builderMessages } from './messages.ts'
export { agentPanel } from './nodes/agent.tsx'
export { answerPanel } from './nodes/answer.tsx'
export { assignerPanel } from './nodes/assigner.tsx'
export { builtinPanels } from './nodes/builtin-panels.ts'
export { codePanel } from './nodes/code.tsx'
export { endPanel } from './nodes/end.tsx'
export { httpRequestPanel } from './nodes/http-request.tsx'
export { humanInputPanel } from './nodes/human-input.tsx'
export { ifElsePanel } from './nodes/if-else.tsx'
export { iterationPanel, iterationStartPanel } from './nodes/iteration.tsx'
export { knowledgeRetrievalPanel } from './nodes/knowledge-retrieval.tsx'
export { llmPanel } from './nodes/llm.tsx'
export { loopPanel, loopStartPanel } from './nodes/loop.tsx'
export { loopEndPanel } from './nodes/loop-end.tsx'
export { startPanel } from './nodes/start.tsx'
export { templateTransformPanel } from './nodes/template-transform.tsx'
export { toolPanel } from './nodes/tool.tsx'
export { variableAggregatorPanel } from './nodes/variable-aggregator.tsx'
export type { PaletteProps } from './palette/palette.tsx'
export type { SidePanelProps } from './panel/side-panel.tsx'
export type { AppChange, BuilderCommonProps, BuilderRootProps } from './root.tsx'
