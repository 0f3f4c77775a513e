import type {
  AppVersion,
  Conversation,
  DocumentText,
  KnowledgeBase,
  KnowledgeChunk,
  KnowledgeDocument,
  Message,
  RunEvent,
  RunRecord,
} from '@skep/client'
import type { Generation, IngestBatch, VectorBlock } from '@skep/knowledge'
import type { App, FileValue } from '@skep/schema'

/** An app with every kind of field that a store could lose. @public */
export function sampleApp(id: string, changes: Partial<App> = {}): App {
  return {
    schemaVersion: 1,
    id,
    mode: 'chatflow',
    name: `App ${id}`,
    description: 'Äpfel, 蜂, 🐝, \u2028 and "quotes"',
    icon: '🐝',
    graph: {
      nodes: [
        {
          id: 'start',
          type: 'start',
          title: 'Start',
          position: { x: -0.5, y: 1e21 },
          config: { variables: [], nested: [[], [null, [false]]] },
          foreign: JSON.parse('{"__proto__": {"kept": true}, "constructor": 1, "": "empty key"}'),
        },
        { id: 'later', type: 'type-of-a-later-release', title: '', position: { x: 0, y: 0 }, config: {} },
      ],
      edges: [{ id: 'e1', source: 'start', sourceHandle: 'source', target: 'later', targetHandle: 'target' }],
      viewport: { x: 1, y: 2, zoom: 0.75 },
    },
    environmentVariables: [
      { id: 'v1', name: 'KEY', type: 'secret', value: '', secretName: 'app/KEY' },
      { id: 'v2', name: 'LIMIT', type: 'number', value: 0 },
    ],
    conversationVariables: [{ id: 'c1', name: 'seen', type: 'array[string]', value: ['a'] }],
    features: { openingStatement: 'Hello', suggestedQuestions: ['Why?'], citations: true },
    ...changes,
  }
}

/** @public */
export function sampleVersion(id: string, appId: string): Omit<AppVersion, 'number'> {
  return { id, appId, name: `Version ${id}`, note: '', app: sampleApp(appId), createdAtMs: 1_000 }
}

/** @public */
export function sampleRun(id: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    id,
    appId: 'app-1',
    appName: 'App',
    isDraft: false,
    status: 'succeeded',
    inputs: { question: 'Why?' },
    outputs: { answer: 'Because.' },
    usage: { totalTokens: 12, isEstimate: true },
    startedAtMs: 1_000,
    durationMs: 5,
    eventCount: 3,
    ...changes,
  }
}

/** A text chunk that says its own number. @public */
export function sampleEvent(runId: string, sequence: number, text: string = `chunk ${sequence}`): RunEvent {
  return {
    runId,
    sequence,
    atMs: 1_000 + sequence,
    type: 'text_chunk',
    selector: ['answer', 'answer'],
    text,
    isFinal: false,
    nodeId: 'answer',
    executionId: 'x1',
  }
}

/** @public */
export function sampleConversation(id: string, changes: Partial<Conversation> = {}): Conversation {
  return {
    id,
    appId: 'app-1',
    title: id,
    messageCount: 0,
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    ...changes,
  }
}

/** @public */
export function sampleMessage(id: string, conversationId: string, changes: Partial<Message> = {}): Message {
  return {
    id,
    conversationId,
    role: 'user',
    text: `Text of ${id}`,
    status: 'complete',
    citations: [],
    createdAtMs: 2_000,
    ...changes,
  }
}

/** @public */
export function sampleFile(id: string, sizeBytes: number): FileValue {
  return {
    kind: 'file',
    id,
    name: '../../naïve 名.pdf',
    sizeBytes,
    mimeType: 'application/pdf',
    extension: 'pdf',
    type: 'document',
    transferMethod: 'local_file',
  }
}

/** @public */
export function sampleBase(id: string, changes: Partial<KnowledgeBase> = {}): KnowledgeBase {
  return {
    id,
    name: `Base ${id}`,
    description: '',
    split: {
      mode: 'general',
      unit: 'characters',
      maxSize: 1_000,
      overlap: 100,
      separator: '\n\n',
      removeExtraSpaces: true,
      removeUrlsAndEmails: false,
      structure: 'auto',
      parent: { mode: 'paragraph' },
      child: { separator: '\n', maxSize: 512 },
      questions: { language: 'English' },
    },
    retrieval: { method: 'hybrid', topK: 4, vectorWeight: 0.5 },
    embedder: { provider: 'builtin', model: 'lsa' },
    metadataFields: [{ name: 'author', type: 'string' }],
    sources: [],
    documentCount: 0,
    chunkCount: 0,
    sizeBytes: 0,
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    ...changes,
  }
}

/** @public */
export function sampleDocument(
  id: string,
  knowledgeId: string,
  changes: Partial<KnowledgeDocument> = {},
): KnowledgeDocument {
  return {
    id,
    knowledgeId,
    name: `${id}.pdf`,
    mimeType: 'application/pdf',
    sizeBytes: 100,
    contentHash: 'ab'.repeat(32),
    source: { type: 'web', url: 'https://example.org/a' },
    isEnabled: true,
    isArchived: false,
    metadata: { author: 'Ada' },
    revision: 0,
    hitCount: 0,
    state: 'queued',
    progress: 0,
    warnings: [{ code: 'DOCUMENT_NO_TEXT', message: 'Page 3 holds no text.', data: { page: 3 } }],
    chunkCount: 0,
    charCount: 0,
    createdAtMs: 1_000,
    updatedAtMs: 1_000,
    ...changes,
  }
}

/** @public */
export function sampleText(): DocumentText {
  return {
    text: 'One\n\nTwo 🐝 three',
    pages: [{ number: 1, start: 0, end: 5 }],
    headings: [{ level: 1, text: 'One', start: 0 }],
  }
}

/** @public */
export function sampleChunk(
  documentId: string,
  index: number,
  text: string = `text ${index}`,
): KnowledgeChunk {
  return {
    id: `${documentId}#${index}`,
    documentId,
    index,
    text,
    location: { page: 1, headings: ['Top'], start: index * 10, end: index * 10 + 9 },
    isEnabled: true,
    hitCount: 0,
  }
}

/** @public */
export function sampleGeneration(
  id: string,
  knowledgeId: string,
  changes: Partial<Generation> = {},
): Generation {
  return {
    id,
    knowledgeId,
    embedderId: 'builtin:lsa',
    dimensions: 4,
    state: 'building',
    model: Uint8Array.of(1, 2, 255),
    fittedChunkCount: 2,
    createdAtMs: 1_000,
    ...changes,
  }
}

/** A block of vectors whose numbers are its own: no two blocks are alike. @public */
export function sampleVectors(
  generationId: string,
  documentId: string,
  index: number,
  chunkIds: readonly string[],
): VectorBlock {
  const length = chunkIds.length * 4
  return {
    generationId,
    documentId,
    index,
    chunkIds,
    codes: Int8Array.from({ length }, (_, at) => ((at * 37 + index * 11) % 255) - 127),
    scales: Float32Array.from(chunkIds, (_, at) => 1 / (at + index + 1)),
    floats: Float32Array.from({ length }, (_, at) => Math.fround(Math.sin(at + index))),
  }
}

/** Chunks `from` up to, not including, `to` of a document as a batch. @public */
export function sampleBatch(
  knowledgeId: string,
  documentId: string,
  index: number,
  [from, to]: readonly [number, number],
  options: { readonly generationId?: string; readonly text?: string } = {},
): IngestBatch {
  const chunks = Array.from({ length: to - from }, (_, at) =>
    sampleChunk(documentId, from + at, options.text),
  )
  const chunkIds = chunks.map((chunk) => chunk.id)
  return {
    knowledgeId,
    documentId,
    index,
    chunks,
    terms: {
      documentId,
      index,
      chunkIds,
      language: 'english',
      bytes: new TextEncoder().encode(`terms of ${chunkIds.join()}`),
    },
    ...(options.generationId
      ? { vectors: sampleVectors(options.generationId, documentId, index, chunkIds) }
      : {}),
  }
}
