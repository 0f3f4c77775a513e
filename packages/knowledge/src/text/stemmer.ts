import * as snowball from 'snowball-stemmers'

export type Stem = (word: string) => string

type Snowball = Pick<typeof snowball, 'newStemmer' | 'algorithms'>

// The library is CommonJS: Node and bundlers disagree on whether its functions are named or on the default export.
function snowballModule(): Snowball {
  const loaded: Snowball & { readonly default?: Snowball } = snowball
  return loaded.default ?? loaded
}

const MAX_REMEMBERED = 50_000

/** A stemmer with a memory, since a text has far fewer words than it has places. Unknown languages are not stemmed. */
export function createStemmer(language: string): Stem {
  const module = snowballModule()
  if (!module.algorithms().includes(language)) return (word) => word
  const stemmer = module.newStemmer(language)
  const remembered = new Map<string, string>()
  return (word) => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const stem = stemmer.stem(word)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(word, stem)
    return stem
  }
}
