// Another tab, for the browser test: takes the writer lock and ingests until it is killed.
import { withWriterLock } from '../writer-lock.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const SIZE = 64

self.onmessage = async ({ data: namespace }: MessageEvent<string>) => {
  const { knowledge } = await openDexieStores({ namespace })
  await withWriterLock(namespace, async () => {
    await knowledge.putGeneration({
      id: 'g',
      knowledgeId: 'k',
      embedderId: 'test',
      dimensions: 8,
      state: 'building',
      fittedChunkCount: 0,
      createdAtMs: 1,
    })
    for (let index = 0; ; index++) {
      const chunkIds = Array.from({ length: SIZE }, (_, at) => `d#${index * SIZE + at}`)
      await knowledge.putBatch({
        knowledgeId: 'k',
        documentId: 'd',
        index,
        chunks: chunkIds.map((id, at) => ({
          id,
          documentId: 'd',
          index: index * SIZE + at,
          text: `text ${at} `.repeat(50),
          location: { start: at, end: at + 1 },
          isEnabled: true,
          hitCount: 0,
        })),
        terms: {
          documentId: 'd',
          index,
          chunkIds,
          language: 'english',
          bytes: Uint8Array.of(index),
        },
        vectors: {
          generationId: 'g',
          documentId: 'd',
          index,
          chunkIds,
          codes: new Int8Array(SIZE * 8),
          scales: new Float32Array(SIZE),
          floats: new Float32Array(SIZE * 8),
        },
      })
      self.postMessage(index)
    }
  })
}
