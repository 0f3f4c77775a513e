// contract suites (rules in SPEC.md)
export { annotationStoreContract } from './annotation-store-contract.ts'
export { appStoreContract } from './app-store-contract.ts'
// conformance: runs a folder of Dify's own cases
export type { ConformanceFolder } from './conformance/case-file.ts'
export { clientTarget } from './conformance/client-target.ts'
export { engineTarget } from './conformance/engine-target.ts'
export { conformanceExtensions } from './conformance/extensions.ts'
export type {
  ConformanceFailure,
  ConformanceHost,
  ConformanceRequest,
  ConformanceRun,
  ConformanceTarget,
} from './conformance/host.ts'
export { runConformanceCase } from './conformance/run-case.ts'
export { conversationStoreContract } from './conversation-store-contract.ts'
// ingestions that are killed
export { type KillDisk, type KillOptions, killIngestion } from './fuzz-ingestion/kill-ingestion.ts'
export { knowledgeStoreContract } from './knowledge-store-contract.ts'
export {
  type ContractAnswer,
  type ContractProvider,
  type ModelProviderSubject,
  modelProviderContract,
} from './model-provider-contract.ts'
export { fileStoreContract, secretStoreContract, settingsStoreContract } from './named-store-contracts.ts'
export { openRunStoreContract } from './open-run-store-contract.ts'
export { recordingStoreContract } from './recording-store-contract.ts'
export { runStoreContract } from './run-store-contract.ts'
// samples
export {
  sampleApp,
  sampleBase,
  sampleBatch,
  sampleChunk,
  sampleConversation,
  sampleDocument,
  sampleEvent,
  sampleFile,
  sampleGeneration,
  sampleMessage,
  sampleRun,
  sampleText,
  sampleVectors,
  sampleVersion,
} from './samples.ts'
export { type StoresUnderTest, storeSetContract } from './store-set-contract.ts'
export type { ContractSubject } from './subject.ts'
export { versionStoreContract } from './version-store-contract.ts'
