import type { AppFeatures, JsonObject } from '@skep/schema'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { testApp } from '../core/test-app.fixture.ts'
import { type Mounted, mount, unmount } from '../mount.fixture.tsx'

afterEach(unmount)

const models = [
  {
    provider: 'ours',
    model: 'small',
    label: 'Small',
    kind: 'chat',
    location: 'remote',
    isLanguageModel: true,
    capabilities: [],
  },
  {
    provider: 'ours',
    model: 'vectors',
    label: 'Vectors',
    kind: 'embedding',
    location: 'local',
    isLanguageModel: false,
    capabilities: [],
  },
] as const

async function open(
  features: AppFeatures = {},
  mode: 'chatflow' | 'workflow' = 'chatflow',
): Promise<Mounted> {
  const builder = await mount({ ...testApp(), mode, features }, { script: { models } })
  await userEvent.click(page.getByRole('button', { name: 'More' }))
  await userEvent.click(page.getByRole('menuitem', { name: 'Variables and settings' }))
  return builder
}

const toggle = (name: string) => userEvent.click(page.getByRole('switch', { name }))
const features = (builder: Mounted): JsonObject => JSON.parse(JSON.stringify(builder.app().features))

describe('the features of an app', () => {
  it('are switched on, filled in, and undone', async () => {
    const builder = await open()
    await toggle('Check texts')
    await userEvent.fill(page.getByRole('textbox', { name: 'Keywords' }), 'bomb\ntwo words')
    await userEvent.fill(page.getByRole('textbox', { name: 'Check questions: What is said instead' }), 'No.')
    await expect
      .poll(() => features(builder).moderation)
      .toEqual({
        enabled: true,
        method: { type: 'keywords', keywords: ['bomb', 'two words'] },
        inputs: { enabled: true, presetReply: 'No.' },
        outputs: { enabled: false, presetReply: '' },
      })
    for (let step = 0; step < 6 && 'moderation' in features(builder); step += 1) {
      await userEvent.click(page.getByRole('button', { name: /^Undo/ }))
    }
    expect(features(builder)).toEqual({})
  })

  it('name a model of their own, or leave it to the app', async () => {
    const builder = await open()
    await toggle('Propose questions after an answer')
    await expect.poll(() => features(builder).followUps).toEqual({ enabled: true })
    await userEvent.click(page.getByRole('combobox', { name: /Model for follow-up questions/ }))
    await userEvent.click(page.getByRole('option', { name: /Small/ }))
    await expect
      .poll(() => features(builder).followUps)
      .toEqual({
        enabled: true,
        model: { provider: 'ours', name: 'small', mode: 'chat', parameters: {} },
      })
    await userEvent.click(page.getByRole('button', { name: 'Use the model of the app' }))
    await expect.poll(() => features(builder).followUps).toEqual({ enabled: true })
  })

  it('judge by a model or by the product, and fail as they are told', async () => {
    const builder = await open()
    await toggle('Check texts')
    await userEvent.click(page.getByRole('combobox', { name: 'Checked by' }))
    await userEvent.click(page.getByRole('option', { name: 'This product' }))
    await userEvent.fill(page.getByRole('textbox', { name: 'Name of the rules' }), 'house')
    await toggle('Block when the check fails')
    await expect
      .poll(() => features(builder).moderation)
      .toMatchObject({
        method: { type: 'host', name: 'house' },
        onFailure: 'block',
      })
  })

  it('limit files by kind, way, number and size', async () => {
    const builder = await open({}, 'workflow')
    await toggle('Take files')
    await userEvent.click(page.getByRole('checkbox', { name: 'By extension' }))
    await userEvent.fill(page.getByRole('textbox', { name: 'Extensions' }), '.csv, json')
    await userEvent.click(page.getByRole('checkbox', { name: 'By an address' }))
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Files of a message' }), '5')
    await userEvent.fill(page.getByRole('spinbutton', { name: 'Pictures: most MB' }), '2')
    await expect
      .poll(() => features(builder).fileUpload)
      .toEqual({
        enabled: true,
        types: ['image', 'custom'],
        extensions: ['.csv', 'json'],
        methods: ['local_file'],
        maxFiles: 5,
        maxMegabytes: { image: 2 },
      })
    expect(page.getByRole('switch', { name: 'Check texts' }).elements()).toEqual([])
  })

  it('keep speech settings', async () => {
    const builder = await open()
    await toggle('Questions can be spoken')
    await toggle('Answers can be read aloud')
    await userEvent.fill(page.getByRole('textbox', { name: 'Language' }), 'nl')
    await expect
      .poll(() => features(builder))
      .toEqual({
        speechToText: { enabled: true },
        textToSpeech: { enabled: true, language: 'nl' },
      })
  })

  it('manage stored answers beside the app', async () => {
    const builder = await open()
    await toggle('Answer from stored answers')
    await userEvent.click(page.getByRole('combobox', { name: 'Compared by' }))
    await userEvent.click(page.getByRole('option', { name: 'Vectors' }))
    await expect
      .poll(() => features(builder).annotationReply)
      .toEqual({
        enabled: true,
        scoreThreshold: 0.9,
        embeddingModel: { provider: 'ours', name: 'vectors' },
      })
    await expect.element(page.getByText('No stored answers yet.')).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Add an answer' }))
    await userEvent.fill(page.getByRole('textbox', { name: 'Question' }), 'Hours?')
    await expect.element(page.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.fill(page.getByRole('textbox', { name: 'Answer' }), 'Nine to five.')
    await userEvent.click(page.getByRole('button', { name: 'Save' }))
    await expect.element(page.getByText('Nine to five.')).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Edit “Hours?”' }))
    await userEvent.fill(page.getByRole('textbox', { name: 'Answer' }), 'Ten to six.')
    await userEvent.click(page.getByRole('button', { name: 'Save' }))
    await expect.element(page.getByText('Ten to six.')).toBeVisible()
    await userEvent.click(page.getByRole('button', { name: 'Remove Hours?' }))
    await userEvent.click(page.getByRole('button', { name: 'Remove', exact: true }))
    await expect.element(page.getByText('No stored answers yet.')).toBeVisible()
    expect(await builder.client.annotations.list(builder.app().id)).toEqual([])
  })
})
