/** Maps with at most `limit` calls at once; results keep the order of the items. The first failure ends it. */
export async function mapInOrder<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  let hasFailed = false
  const walk = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const index = next++
      const item = items[index] as Item // below the length
      try {
        results[index] = await work(item, index)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, walk))
  return results
}
