import { describe, expect, it } from 'vitest'
import { createRandom } from '../fuzz-engine/random.ts'
import { fuzzDsl } from './fuzz-dsl.ts'
import { differences } from './json.ts'
import { mutateTree } from './mutate-tree.ts'
import { sampleTrees } from './sample-files.ts'

describe('importing files that were changed at random', () => {
  // `pnpm fuzz dsl --seeds 100000` tries more of the same.
  it('loses nothing, or refuses with a code, and throws nothing: 500 seeds', async () => {
    for (let seed = 1; seed <= 500; seed += 1) expect([seed, await fuzzDsl(seed)]).toEqual([seed, []])
  })

  it('changes files in fact, and the same way for a seed', () => {
    const trees = sampleTrees()
    expect(trees.length).toBeGreaterThanOrEqual(4)
    for (const tree of trees) {
      const changed = Array.from({ length: 20 }, (_, seed) => mutateTree(tree, createRandom(seed), 'badly'))
      expect(changed.filter((each) => differences(each, tree).length > 0).length).toBeGreaterThan(10)
      expect(mutateTree(tree, createRandom(7), 'gently')).toEqual(mutateTree(tree, createRandom(7), 'gently'))
    }
  })
})
