import { createMemoryKnowledgeStore } from '@skep/knowledge'
import { expect, it } from 'vitest'
import { killIngestion } from './kill-ingestion.ts'

// Some points of two seeds. `pnpm fuzz ingestion` has all of them.
it.each([1, 2])('an ingestion that is killed loses nothing and doubles nothing (seed %i)', async (seed) => {
  const disk = () => {
    const store = createMemoryKnowledgeStore()
    return { open: async () => store }
  }
  expect(await killIngestion(seed, { disk, every: 11 })).toEqual([])
})
