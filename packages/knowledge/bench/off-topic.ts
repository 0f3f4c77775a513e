// How often the off-topic rule answers what it should and should not, as JSON lines:
//   node packages/knowledge/bench/off-topic.ts ../shared/data/cisi ../shared/data/med
import { basename } from 'node:path'
import { OFF_TOPIC, ON_TOPIC } from '../src/retrieve/relevance.fixture.ts'
import { readCollection } from './collection.ts'
import { indexCollection } from './search.ts'

const folders = process.argv.slice(2)
const collections = folders.map((folder) => ({ name: basename(folder), collection: readCollection(folder) }))
const everyday = {
  name: 'everyday questions',
  queries: [...OFF_TOPIC, ...ON_TOPIC.map(({ question }) => question)],
}

for (const { name, collection } of collections) {
  const { search } = await indexCollection(collection)
  const sets = [
    ...collections.map((other) => ({
      name: other.name,
      queries: other.collection.queries
        .filter(({ id }) => other.collection.judgements.has(id))
        .map(({ text }) => text),
    })),
    everyday,
  ]
  for (const set of sets) {
    let answered = 0
    for (const query of set.queries) {
      const found = await search(query, { method: 'hybrid', topK: 4, vectorWeight: 0.5 })
      if (found.length > 0) answered++
    }
    const isOnTopic = set.name === name
    console.log(
      JSON.stringify({ base: name, questions: set.name, isOnTopic, asked: set.queries.length, answered }),
    )
  }
}
