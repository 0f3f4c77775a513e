// Full-text libraries that run in a page, set up for English texts as well as they can be: with our stop words and Porter's
// stemmer where they bring none of their own.
import { create, insertMultiple, search } from '@orama/orama'
import FlexSearch from 'flexsearch'
import lunr from 'lunr'
import MiniSearch from 'minisearch'
import { createStemmer } from '../src/text/stemmer.ts'
import { ENGLISH_STOP_WORDS } from '../src/text/stop-words.ts'
import type { CollectionDocument } from './collection.ts'

type Search = (query: string) => readonly string[] | Promise<readonly string[]>
type Build = (documents: readonly CollectionDocument[]) => Promise<Search>

const FIELDS = ['title', 'body']

export const PEERS: readonly (readonly [string, Build])[] = [
  ['minisearch', async (documents) => miniSearch(documents, (term) => term.toLowerCase())],
  ['minisearch with Porter', async (documents) => miniSearch(documents, stemmedWord())],
  ['orama', orama],
  ['lunr', lunrIndex],
  ['flexsearch', flexSearch],
]

/** The stem of a word, null of a stop word. */
function stemmedWord(): (term: string) => string | null {
  const stem = createStemmer('porter')
  return (term) => {
    const word = term.toLowerCase()
    return ENGLISH_STOP_WORDS.has(word) ? null : stem(word)
  }
}

function miniSearch(
  documents: readonly CollectionDocument[],
  processTerm: (term: string) => string | null,
): Search {
  const index = new MiniSearch({ fields: FIELDS, processTerm })
  index.addAll(documents)
  return (query) =>
    index
      .search(query)
      .slice(0, 10)
      .map(({ id }: { readonly id: string }) => id)
}

async function orama(documents: readonly CollectionDocument[]): Promise<Search> {
  const tokenizer = {
    language: 'english',
    stemming: true,
    stemmer: createStemmer('english'),
    stopWords: [...ENGLISH_STOP_WORDS],
  }
  const db = create({ schema: { title: 'string', body: 'string' }, components: { tokenizer } })
  await insertMultiple(db, [...documents])
  return async (term) => {
    const found = await search(db, { term, limit: 10 })
    return found.hits.map(({ id }: { readonly id: string }) => id)
  }
}

async function lunrIndex(documents: readonly CollectionDocument[]): Promise<Search> {
  const builder = new lunr.Builder()
  builder.pipeline.add(lunr.trimmer, lunr.stopWordFilter, lunr.stemmer)
  builder.searchPipeline.add(lunr.stemmer)
  for (const field of FIELDS) builder.field(field)
  for (const document of documents) builder.add(document)
  const index = builder.build()
  // Its own query language gives meaning to punctuation.
  return (query) =>
    index
      .search(query.replace(/[^\p{L}\p{N}]+/gu, ' '))
      .slice(0, 10)
      .map(({ ref }: { readonly ref: string }) => ref)
}

async function flexSearch(documents: readonly CollectionDocument[]): Promise<Search> {
  const word = stemmedWord()
  const encode = (text: string): string[] =>
    text.split(/[^\p{L}\p{N}]+/u).flatMap((term) => (term === '' ? [] : (word(term) ?? [])))
  const index = new FlexSearch.Index({ tokenize: 'strict', resolution: 9, encode })
  for (const { id, text } of documents) index.add(id, text)
  return (query) => index.search(query, { limit: 10, suggest: true }).map(String)
}
