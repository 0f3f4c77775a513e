import type { ModelPart, ModelRequest } from '@skep/client'
import { fromErrorData } from '@skep/schema'
import { createFakeClient, sampleModels, sampleProviders } from '@skep/testing/fake-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Models } from './models.ts'
import { mount, patiently, unmount } from './mount.fixture.tsx'

const MINI = { provider: 'openai', model: 'gpt-4o-mini' }
const LLAMA = { provider: 'ollama', model: 'llama3.2' }
const button = (name: string) => page.getByRole('button', { name, exact: true })

function saying({ provider, model }: ModelRequest, text: string): readonly ModelPart[] {
  return [
    { type: 'reasoning', text: 'Let me see.' },
    ...text.split(/(?<= )/).map((piece): ModelPart => ({ type: 'text', text: piece })),
    {
      type: 'finish',
      reason: 'stop',
      usage:
        provider === 'openai'
          ? { inputTokens: 12, outputTokens: 7, cost: { amount: 0.000123, currency: 'USD' } }
          : { inputTokens: 11, outputTokens: 6, isEstimate: true },
      answeredBy: { provider, model, reason: 'asked' },
    },
  ]
}

const statuses = (host: HTMLElement): (string | null)[] =>
  [...host.querySelectorAll('li[data-status]')].map((column) => column.getAttribute('data-status'))

afterEach(unmount)

describe('a comparison', () => {
  it('asks every model the same and shows text, folded reasoning, tokens and cost, estimates as estimates', async () => {
    const asked: ModelRequest[] = []
    const client = createFakeClient({
      models: sampleModels,
      providers: sampleProviders,
      chunkMs: 1,
      chat: (request) => {
        asked.push(request)
        return saying(request, `I am ${request.model} indeed.`)
      },
    })
    const host = mount(client, <Models.Compare defaultModels={[MINI, LLAMA]} />)
    await expect.element(button('Ask all')).toBeDisabled()
    await button('Add instructions').click()
    await page.getByRole('textbox', { name: 'Instructions' }).fill('Be short.')
    await page.getByRole('textbox', { name: 'Prompt' }).fill('Who are you?')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await patiently(() => expect(statuses(host)).toEqual(['done', 'done']))
    expect(asked).toEqual(
      [MINI, LLAMA].map((ref) => ({
        ...ref,
        messages: [
          { role: 'system', content: 'Be short.' },
          { role: 'user', content: 'Who are you?' },
        ],
      })),
    )
    await expect.element(page.getByText('I am gpt-4o-mini indeed.')).toBeVisible()
    await expect.element(page.getByText('I am llama3.2 indeed.')).toBeVisible()
    const [mini, llama] = [...host.querySelectorAll('dl')].map((list) => list.textContent)
    expect(mini).toMatch(/First word.*Total.*Tokens in12Tokens out7Cost\$0\.00012/)
    expect(llama).toMatch(/Tokens in≈ 11Tokens out≈ 6CostFree$/)
    await expect.element(page.getByText('≈ is estimated, not counted by the provider.')).toBeVisible()
    const reasoning = host.querySelector('details')
    expect([reasoning?.open, reasoning?.textContent]).toEqual([false, 'ReasoningLet me see.'])
  })

  it('keeps the error of one in its column and asks that one again, while the others stay', async () => {
    let tries = 0
    const client = createFakeClient({
      models: sampleModels,
      chat: (request) => {
        if (request.provider !== 'openai') return saying(request, 'All is well.')
        tries += 1
        if (tries > 1) return saying(request, 'Now it works.')
        throw fromErrorData({ code: 'MODEL_AUTH', message: 'The key was refused.', data: {} })
      },
    })
    const host = mount(client, <Models.Compare defaultModels={[MINI, LLAMA]} defaultPrompt="Well?" />)
    await button('Ask all').click()
    await patiently(() => expect(statuses(host)).toEqual(['failed', 'done']))
    await expect.element(page.getByRole('alert')).toMatchTextContent('MODEL_AUTH')
    await button('Try again').click()
    await expect.element(page.getByText('Now it works.')).toBeVisible()
    await expect.element(page.getByText('All is well.')).toBeVisible()
  })

  it('stops one, and all, and keeps what was said', async () => {
    const client = createFakeClient({
      models: sampleModels,
      chunkMs: 30,
      chat: (request) => saying(request, 'word '.repeat(2000)),
    })
    const host = mount(client, <Models.Compare defaultModels={[MINI, LLAMA]} defaultPrompt="Go on." />)
    await button('Ask all').click()
    await patiently(() => expect(host.textContent).toContain('word word'))
    await button('Stop Model 1').click()
    await patiently(() => expect(statuses(host)).toEqual(['stopped', 'running']))
    await button('Stop all').click()
    await patiently(() => expect(statuses(host)).toEqual(['stopped', 'stopped']))
    expect(host.textContent).toContain('word word')
    expect(host.querySelector('[role="alert"]')).toBeNull()
  })

  it('holds at most four models and tells the host which', async () => {
    const onModelsChange = vi.fn()
    const client = createFakeClient({ models: sampleModels })
    mount(client, <Models.Compare onModelsChange={onModelsChange} />)
    await button('Add a model').click()
    await button('Add a model').click()
    await expect.element(button('Add a model')).toBeDisabled()
    await page.getByRole('combobox', { name: 'Model 3' }).click()
    await page.getByRole('option', { name: /llama3.2/ }).click()
    expect(onModelsChange).toHaveBeenLastCalledWith([LLAMA])
    await button('Remove Model 3').click()
    expect(onModelsChange).toHaveBeenLastCalledWith([])
    await expect.element(button('Add a model')).toBeEnabled()
  })
})
