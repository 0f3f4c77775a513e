import type { ConnectionReport, SkepClient } from '@skep/client'
import { createFakeClient, sampleModels, samplePresets, sampleProviders } from '@skep/testing/fake-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Models } from './models.ts'
import { mount, patiently, unmount } from './mount.fixture.tsx'

const FULL = { models: sampleModels, providers: sampleProviders, presets: samplePresets }
const CANARY = 'sk-canary-7f3a'

/** Every call to the models with what it was given, as text. */
function listening(client: SkepClient): { readonly client: SkepClient; readonly calls: string[] } {
  const calls: string[] = []
  const models = new Proxy(client.models, {
    get(target, name: keyof SkepClient['models'] & string) {
      const method = target[name] as (...given: unknown[]) => unknown // every member of the contract is a method
      return (...given: unknown[]) => {
        calls.push(`${name} ${JSON.stringify(given)}`)
        return method(...given)
      }
    },
  })
  return { client: { ...client, models }, calls }
}

const button = (name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

async function openNew(preset: RegExp): Promise<void> {
  await button('Add a connection').click()
  await button(preset).click()
  await expect.element(page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
}

afterEach(unmount)

describe('a key', () => {
  it('goes to the calls that take it and is then nowhere: not in the page, not in another call', async () => {
    const { client, calls } = listening(createFakeClient(FULL))
    const host = mount(client, <Models.SettingsPanel />)
    await openNew(/^Anthropic/)
    await expect.element(page.getByText('A key in a page belongs to its visitors')).toBeVisible()
    await page.getByLabelText('Key', { exact: true }).fill(CANARY)
    expect(host.outerHTML).not.toContain(CANARY)
    await button('Test').click()
    await expect.element(page.getByText(/^Connected in/)).toBeVisible()
    await button('Save').click()
    await expect.element(button('Anthropic')).toBeVisible()
    const carrying = calls.filter((call) => call.includes(CANARY)).map((call) => call.split(' ')[0])
    expect(carrying).toEqual(['testConnection', 'saveProvider'])
    const [saved] = calls.filter((call) => call.startsWith('saveProvider'))
    expect(JSON.stringify(JSON.parse(saved?.slice('saveProvider '.length) ?? '[]')[0])).not.toContain(CANARY)
    await button('Anthropic').click()
    await expect.element(page.getByText('A key is stored')).toBeVisible()
    const inputs = [...host.querySelectorAll('input, textarea')].map(
      (element) => (element as HTMLInputElement).value, // only these were asked for
    )
    expect([document.documentElement.outerHTML, ...inputs].join('\n')).not.toContain(CANARY)
    expect(JSON.stringify(await client.models.providers())).not.toContain(CANARY)
  })

  it('can be removed, and the connection then says that it needs one', async () => {
    const client = createFakeClient(FULL)
    await client.models.setKey('openai', CANARY)
    mount(client, <Models.SettingsPanel />)
    await button('OpenAI').click()
    await button('Remove key').click()
    await expect.element(page.getByText('A key is stored')).not.toBeInTheDocument()
    await button('Back').click()
    await expect.element(page.getByText('Needs a key')).toBeVisible()
    expect(await client.models.hasKey('openai')).toBe(false)
  })
})

describe('a connection', () => {
  it('is made from a preset with keys alone: address, models, limits', async () => {
    const onChange = vi.fn()
    const client = createFakeClient({ presets: samplePresets })
    mount(client, <Models.SettingsPanel onChange={onChange} />)
    await openNew(/^Ollama/)
    page.getByRole('textbox', { name: 'Models', exact: true }).element().focus()
    await userEvent.keyboard('llama3.2{Enter}qwen3')
    await button('Limits').click()
    await page.getByRole('spinbutton', { name: 'Requests at once' }).fill('2')
    page.getByRole('textbox', { name: 'Name', exact: true }).element().focus()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('localhost:11434 · 2 models')).toBeVisible()
    expect(onChange).toHaveBeenCalledOnce()
    expect(await client.models.providers()).toEqual([
      {
        id: 'ollama',
        type: 'openai',
        preset: 'ollama',
        label: 'Ollama',
        settings: {
          baseUrl: 'http://localhost:11434/v1',
          listFromServer: true,
          models: ['llama3.2', 'qwen3'],
        },
        limits: { maxConcurrent: 2 },
      },
    ])
  })

  it('cannot be saved before its address is whole', async () => {
    mount(createFakeClient(FULL), <Models.SettingsPanel />)
    await openNew(/^Azure/)
    await page.getByRole('textbox', { name: 'Models', exact: true }).fill('gpt-4o')
    await expect.element(button('Save')).toBeDisabled()
    await page.getByRole('textbox', { name: 'Address', exact: true }).fill('https://mine.openai.azure.com')
    await expect.element(button('Save')).toBeEnabled()
  })

  it.each([
    ['cors', 'MODEL_NETWORK', 'The browser was not let through (CORS), or no server is there'],
    ['key-refused', 'MODEL_AUTH', 'The key was refused'],
    ['model-unknown', 'MODEL_NOT_FOUND', 'The server does not know this model'],
    ['rate-limit', 'MODEL_RATE_LIMIT', 'Connected, but too many requests for now'],
  ] as const)('tells %s apart when it is tried, with what to do', async (cause, code, title) => {
    const connection: ConnectionReport = {
      ok: false,
      models: [],
      cause,
      hint: `What to do about ${cause}.`,
      error: { code, message: 'It did not work.', data: {} },
    }
    mount(createFakeClient({ ...FULL, connection }), <Models.SettingsPanel />)
    await button('Test Ollama').click()
    const alert = page.getByRole('alert')
    await expect.element(alert).toMatchTextContent(title)
    await expect.element(alert).toMatchTextContent(`What to do about ${cause}.`)
    await expect.element(alert).toMatchTextContent(code)
  })

  it('takes names that the server told into its list', async () => {
    const connection: ConnectionReport = { ok: true, models: ['llama3.2', 'phi4'], latencyMs: 5 }
    mount(createFakeClient({ ...FULL, connection }), <Models.SettingsPanel />)
    await openNew(/^llama\.cpp/)
    await button('Test').click()
    await button('phi4').click()
    await expect.element(page.getByRole('textbox', { name: 'Models', exact: true })).toHaveValue('phi4')
    await expect.element(button('phi4')).toHaveAttribute('aria-pressed', 'true')
  })

  it('is removed only after a question', async () => {
    const client = createFakeClient(FULL)
    mount(client, <Models.SettingsPanel />)
    await button('More about Ollama').click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await expect.element(button('Cancel')).toHaveFocus()
    expect((await client.models.providers()).map(({ id }) => id)).toContain('ollama')
    await button('Remove').click()
    await expect.element(button('Ollama')).not.toBeInTheDocument()
    expect((await client.models.providers()).map(({ id }) => id)).not.toContain('ollama')
  })

  it('stays in its form with the error when saving fails', async () => {
    const failures = {
      'models.saveProvider': { code: 'STORAGE_QUOTA', message: 'No room left.', data: {} },
    } as const
    mount(createFakeClient({ ...FULL, failures }), <Models.SettingsPanel />)
    await openNew(/^Ollama/)
    await button('Save').click()
    await expect.element(page.getByRole('alert')).toMatchTextContent('STORAGE_QUOTA')
    await expect.element(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Ollama 2')
  })
})

describe('the settings of all apps', () => {
  it('keep a default model, and the chain in the order that it was given', async () => {
    const own = { for: { provider: 'openai', model: 'gpt-4.1' }, models: [{ provider: 'x', model: 'y' }] }
    const client = createFakeClient({ ...FULL, modelSettings: { fallback: [own] } })
    mount(client, <Models.SettingsPanel defaultTab="choices" />)
    await page.getByRole('combobox', { name: 'Embeddings' }).click()
    await page.getByRole('option', { name: /nomic-embed-text/ }).click()
    for (const name of [/llama3\.2/, /SmolLM2/]) {
      await page.getByRole('combobox', { name: 'Add a model to fall back to' }).click()
      await page.getByRole('option', { name }).click()
    }
    await button('Move SmolLM2 360M up').click()
    await patiently(async () => {
      const { defaults, fallback } = await client.models.settings()
      expect({ defaults, fallback }).toEqual({
        defaults: { embedding: { provider: 'ollama', model: 'nomic-embed-text' } },
        fallback: [
          own,
          {
            models: [
              { provider: 'in-browser', model: 'smollm2-360m' },
              { provider: 'ollama', model: 'llama3.2' },
            ],
          },
        ],
      })
    })
  })

  it('keep a budget in one currency, and say what was spent of it', async () => {
    const client = createFakeClient({
      ...FULL,
      budget: {
        spent: {
          requests: 3,
          inputTokens: 900,
          outputTokens: 100,
          costs: [{ amount: 1.5, currency: 'USD' }],
          unpricedTokens: 0,
        },
      },
    })
    mount(client, <Models.SettingsPanel defaultTab="limits" />)
    await page.getByRole('spinbutton', { name: 'Money', exact: true }).first().fill('5')
    await page.getByRole('spinbutton', { name: 'Tokens', exact: true }).nth(1).fill('20000')
    await button('Save').click()
    await expect.element(page.getByText('Saved.')).toBeVisible()
    await expect.element(page.getByText('$1.50 of $5')).toBeVisible()
    await page.getByRole('switch', { name: 'Keep answers' }).click()
    await patiently(async () => {
      const { budget, cache } = await client.models.settings()
      expect({ budget, isOn: cache.isOn }).toEqual({
        budget: { perDay: { money: { amount: 5, currency: 'USD' } }, perRun: { tokens: 20000 } },
        isOn: true,
      })
    })
  })
})
