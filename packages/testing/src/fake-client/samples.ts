import type { Citation } from '@skep/client'
import { type App, createNode, knowledgeRetrievalNode, llmNode } from '@skep/schema'
import { chunkText } from './fake-documents.ts'
import type { FakeAnswer, FakeDocument } from './script.ts'

/** An app that answers from a knowledge base: start, retrieval, model, answer. @public */
export const sampleApp: App = {
  schemaVersion: 1,
  id: 'tideline',
  mode: 'chatflow',
  name: 'Tideline guest desk',
  description: 'Answers questions about kayak rentals from the rental terms and the safety handbook.',
  graph: {
    nodes: [
      { id: 'start', type: 'start', title: 'Start', position: { x: 0, y: 0 }, config: { variables: [] } },
      createNode(knowledgeRetrievalNode, {
        id: 'retrieval',
        title: 'Search the handbook',
        position: { x: 300, y: 0 },
        config: {
          ...knowledgeRetrievalNode.defaults,
          query: ['sys', 'query'],
          knowledgeIds: ['handbook'],
        },
      }),
      createNode(llmNode, {
        id: 'llm',
        title: 'Write the answer',
        position: { x: 600, y: 0 },
        config: {
          ...llmNode.defaults,
          model: { provider: 'extractive', name: 'extractive', mode: 'chat', parameters: {} },
          prompt: [
            {
              role: 'system',
              text: 'Answer from these passages and put the number of each behind its sentence, like [1].\n\n{{#context#}}',
            },
            { role: 'user', text: '{{#sys.query#}}' },
          ],
          context: { enabled: true, selector: ['retrieval', 'result'] },
        },
      }),
      {
        id: 'answer',
        type: 'answer',
        title: 'Answer',
        position: { x: 900, y: 0 },
        config: { answer: '{{#llm.text#}}' },
      },
    ],
    edges: [
      { id: 'e1', source: 'start', sourceHandle: 'source', target: 'retrieval', targetHandle: 'target' },
      { id: 'e2', source: 'retrieval', sourceHandle: 'source', target: 'llm', targetHandle: 'target' },
      { id: 'e3', source: 'llm', sourceHandle: 'source', target: 'answer', targetHandle: 'target' },
    ],
  },
  environmentVariables: [],
  conversationVariables: [],
  features: {
    openingStatement:
      'Hello. I know our rental terms and the safety handbook, and I show where an answer comes from.',
    suggestedQuestions: [
      'Can I cancel because of the weather?',
      'What must I carry in the boat?',
      'How much is a double kayak for a day?',
    ],
  },
}

const TERMS = `# Rental terms

Tideline rents single and double kayaks from April to October. The person who signs is responsible for the boat and for everybody in it.

# Booking and deposit

A booking is firm once the deposit of 40 euros per boat is paid. The deposit comes back within three working days after the boat is returned clean and whole.
\f# Cancelling

You may cancel free of charge until 18:00 on the day before. After that we keep half of the rental price.

When the harbour master closes the bay, or when wind of 5 Beaufort or more is forecast for your time slot, you may cancel until the start and get the whole price back, deposit included.

# Returning late

Every started half hour after the agreed time costs 9 euros per boat. Call us when you are held up by the tide; we then charge nothing.
\f# Damage

Scratches from ordinary use are free. A lost paddle costs 65 euros, a lost spray deck 48 euros.`

const SAFETY = `# Safety handbook

## Before you launch

Everybody wears a buoyancy aid, closed, from the slipway to the slipway. Check the hatch covers and the rudder line before the boat touches water.

## What you carry

Each boat carries a whistle, a hand pump, a tow line of 15 metres and two litres of drinking water per person. From September on a dry bag with warm clothes is part of the list.

## Crossing the fairway

Cross at a right angle, close together, and only when nothing is nearer than 600 metres. The ferry cannot stop for you.

## After a capsize

Stay with the boat. Right it, hold on at the bow, and blow the whistle three times every minute.`

const PRICES = `# Prices 2026

Single kayak: 28 euros for half a day, 44 euros for a day.

Double kayak: 39 euros for half a day, 62 euros for a day.

Guided tour to the seal bank: 49 euros per person, boat included, Tuesdays and Saturdays at 09:30.`

/** Three documents: pages, headings, prices. @public */
export const sampleDocuments: readonly FakeDocument[] = [
  {
    document: {
      id: 'terms',
      name: 'rental-terms-2026.pdf',
      mimeType: 'application/pdf',
      sizeBytes: 184_320,
      pageCount: 3,
    },
    text: TERMS,
  },
  {
    document: {
      id: 'safety',
      name: 'safety-handbook.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      sizeBytes: 48_900,
    },
    text: SAFETY,
  },
  { document: { id: 'prices', name: 'prices.md', mimeType: 'text/markdown', sizeBytes: 912 }, text: PRICES },
]

/** A citation of the sample passage that holds `quote`. @public */
export function sampleCitation(number: number, documentId: string, quote: string): Citation {
  const entry = sampleDocuments.find(({ document }) => document.id === documentId)
  const text = entry?.text ?? ''
  const start = text.indexOf(quote)
  const chunk = chunkText(documentId, text).find(
    ({ location }) => start >= location.start && start < location.end,
  )
  return {
    number,
    chunkId: chunk?.id ?? `${documentId}-chunk`,
    knowledgeId: 'handbook',
    knowledgeName: 'Guest handbook',
    documentId,
    documentName: entry?.document.name ?? documentId,
    text: chunk?.text ?? quote,
    location: chunk?.location ?? { start, end: start + quote.length },
    score: 0.9 - number * 0.07,
    scores: { vector: 0.83 - number * 0.05, fullText: 6.4 - number, fused: 0.9 - number * 0.07 },
    metadata: {},
    quote: { start, end: start + quote.length },
  }
}

/** An answer with two sources. @public */
export const sampleAnswer: FakeAnswer = {
  text: `Yes. **When the harbour master closes the bay, or when wind of 5 Beaufort or more is forecast** for your time slot, you may cancel until the start and get the whole price back, deposit included [1].

For any other reason:

- free of charge until **18:00 on the day before** [2]
- after that, half of the rental price is kept [2]
`,
  citations: [
    sampleCitation(
      1,
      'terms',
      'when wind of 5 Beaufort or more is forecast for your time slot, you may cancel until the start and get the whole price back',
    ),
    sampleCitation(2, 'terms', 'You may cancel free of charge until 18:00 on the day before.'),
  ],
}

/** An answer with every kind of Markdown. @public */
export const sampleLongAnswer: FakeAnswer = {
  text: `## Planning a day on the bay

A day has three parts, and each of them has *one* thing that people forget. Read the handbook's chapter on the fairway [1] first; it is short.

1. **In the morning**, check the forecast and the tide table.
   - Wind below 5 Beaufort
   - High water not earlier than 10:00
2. **On the water**, stay together.
3. **In the evening**, rinse the boat and return it by the agreed time [2].

| Boat | Half a day | A day |
|---|---:|---:|
| Single kayak | 28 € | 44 € |
| Double kayak | 39 € | 62 € |

> Cross at a right angle, close together, and only when nothing is nearer than 600 metres.

The harbour's own tide service answers plain requests:

\`\`\`js
const tides = await fetch('https://tides.example/v1/bay?day=today').then((response) => response.json())
const launch = tides.find((tide) => tide.kind === 'high' && tide.time >= '10:00')
\`\`\`

Use \`tide.time\` in local time. More at [the harbour office](https://harbour.example/tides).

---

- [x] Whistle
- [ ] Dry bag (from September on)
`,
  citations: [
    sampleCitation(
      1,
      'safety',
      'Cross at a right angle, close together, and only when nothing is nearer than 600 metres.',
    ),
    sampleCitation(2, 'terms', 'Every started half hour after the agreed time costs 9 euros per boat.'),
  ],
}
