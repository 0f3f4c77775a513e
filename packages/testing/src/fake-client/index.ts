export { answerEvents } from './answer-events.ts'
export { createFakeClient, type FakeClient } from './fake-client.ts'
export {
  sampleDevice,
  sampleDownloads,
  sampleModels,
  samplePresets,
  sampleProviders,
} from './model-samples.ts'
export { sampleAnswer, sampleApp, sampleCitation, sampleDocuments, sampleLongAnswer } from './samples.ts'
export type {
  FakeAnswer,
  FakeCall,
  FakeConversation,
  FakeDocument,
  FakeScript,
  FakeStep,
  TimedEvent,
} from './script.ts'
