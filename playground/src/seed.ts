import type { SkepClient } from '@skep/client'
import { hasErrorCode } from '@skep/schema'
import { SAMPLE_APP_ID, SAMPLE_KNOWLEDGE_ID, sampleApp } from './sample-app.ts'

const SAMPLES = [
  { name: 'rental-handbook.pdf', mimeType: 'application/pdf' },
  { name: 'workshop-notes.md', mimeType: 'text/markdown' },
]

/** Gives a first visitor an app and a knowledge base with two documents. What is there already stays as it is. */
export async function seed(client: SkepClient): Promise<void> {
  const apps = await client.apps.list()
  if (!apps.some(({ id }) => id === SAMPLE_APP_ID)) {
    // Another tab may be quicker: then its app is as good as ours.
    await client.apps.save(sampleApp, { baseRevision: null }).catch(ignore('APP_CONFLICT'))
  }
  const bases = await client.knowledge.list()
  if (bases.some(({ id }) => id === SAMPLE_KNOWLEDGE_ID)) return
  await client.knowledge
    .create({
      id: SAMPLE_KNOWLEDGE_ID,
      name: 'Handbook',
      description: 'The rental handbook and the workshop notes of Fernhollow Cycles.',
    })
    .catch(ignore('CALL_INVALID'))
  // The same bytes are the same document, whoever adds them.
  await addSamples(client)
}

/** Uploads the two sample documents. */
export async function addSamples(client: SkepClient): Promise<void> {
  for (const { name, mimeType } of SAMPLES) {
    const answer = await fetch(new URL(`samples/${name}`, document.baseURI))
    if (!answer.ok) throw new Error(`The sample ${name} could not be read (status ${answer.status}).`)
    await client.knowledge.upload(SAMPLE_KNOWLEDGE_ID, { name, mimeType, bytes: await answer.blob() })
  }
}

function ignore(code: string): (error: unknown) => void {
  return (error) => {
    if (!hasErrorCode(error) || error.code !== code) throw error
  }
}
