import type { ModelRef } from '@skep/client'
import { createFakeClient, sampleModels, samplePresets, sampleProviders } from '@skep/testing/fake-client'
import { type ReactElement, useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Models } from './models.ts'
import { mount, patiently, unmount } from './mount.fixture.tsx'
import type { ModelsPickerProps } from './parts/picker.tsx'

const FULL = { models: sampleModels, providers: sampleProviders, presets: samplePresets }

function Held(
  props: Partial<ModelsPickerProps> & { readonly onChoose: (model: ModelRef) => void },
): ReactElement {
  const { onChoose, value: initial = null, ...rest } = props
  const [value, setValue] = useState<ModelRef | null>(initial)
  return (
    <Models.Picker
      label="Model"
      {...rest}
      value={value}
      onValueChange={(model) => {
        setValue(model)
        onChoose(model)
      }}
    />
  )
}

const field = () => page.getByRole('combobox', { name: 'Model', exact: true })
const search = () => page.getByRole('combobox', { name: 'Find a model' })
const active = (host: HTMLElement): string | null | undefined => {
  const id = search().element().getAttribute('aria-activedescendant')
  return id === null ? null : host.querySelector(`[id="${id}"] bdi`)?.textContent
}

afterEach(unmount)

describe('a picker', () => {
  it('is opened, searched and answered by keys alone, and the focus comes back', async () => {
    const onChoose = vi.fn()
    const host = mount(createFakeClient(FULL), <Held kind="chat" onChoose={onChoose} />)
    await expect.element(field()).toMatchTextContent('Choose a model…')
    field().element().focus()
    await userEvent.keyboard('{ArrowDown}')
    await expect.element(search()).toHaveFocus()
    expect(active(host)).toBe('Quote the best sentences')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(active(host)).toBe('SmolLM2 360M')
    await userEvent.keyboard('gpt')
    await expect.element(page.getByText(/^2 of 6 models/)).toBeVisible()
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(onChoose).toHaveBeenCalledExactlyOnceWith({ provider: 'openai', model: 'gpt-4.1' })
    await expect.element(field()).toMatchTextContent('GPT-4.1')
    expect(document.activeElement).toBe(field().element())
  })

  it('closes on Escape without a choice', async () => {
    const onChoose = vi.fn()
    mount(createFakeClient(FULL), <Held onChoose={onChoose} />)
    await field().click()
    await expect.element(search()).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    await expect.element(search()).not.toBeInTheDocument()
    expect(onChoose).not.toHaveBeenCalled()
  })

  it('says why a model cannot be chosen, and does not choose it', async () => {
    const onChoose = vi.fn()
    mount(createFakeClient(FULL), <Held kind="chat" onChoose={onChoose} />)
    await field().click()
    await userEvent.keyboard('qwen')
    const option = page.getByRole('option', { name: /Qwen3 4B/ })
    await expect.element(option).toMatchTextContent('The graphics card of this device does not answer.')
    await expect.element(option).toHaveAttribute('aria-disabled', 'true')
    await userEvent.keyboard('{Enter}')
    expect(onChoose).not.toHaveBeenCalled()
  })

  it('marks what needs a key until there is one, and finds new models when it opens again', async () => {
    const client = createFakeClient(FULL)
    mount(client, <Held value={{ provider: 'openai', model: 'gpt-4.1' }} onChoose={() => {}} />)
    await expect.element(page.getByText('Needs a key')).toBeVisible()
    await client.models.setKey('openai', 'sk-one')
    await client.models.saveProvider({ id: 'mine', type: 'openai', settings: { models: ['brand-new'] } })
    await field().click()
    await expect.element(page.getByRole('option', { name: /brand-new/ })).toBeVisible()
    await expect.element(page.getByText('Needs a key')).not.toBeInTheDocument()
  })

  it('narrows by capability and by place', async () => {
    mount(createFakeClient(FULL), <Held onChoose={() => {}} />)
    await field().click()
    await page.getByRole('button', { name: 'Tools' }).click()
    await page.getByRole('button', { name: 'On this device' }).click()
    await expect.element(page.getByText(/^1 of 9 models/)).toBeVisible()
    await expect.element(page.getByRole('option', { name: /llama3.2/ })).toBeVisible()
  })

  it('draws two options anew, not five hundred, when the active one moves', async () => {
    const models = Array.from({ length: 500 }, (_, index) => ({
      provider: `p${index % 5}`,
      model: `m${index}`,
      label: `Model ${index}`,
      kind: 'chat' as const,
      location: 'remote' as const,
      isLanguageModel: true,
      capabilities: [],
    }))
    const host = mount(createFakeClient({ models }), <Held onChoose={() => {}} />)
    await field().click()
    await patiently(() => expect(host.querySelectorAll('[role="option"]').length).toBe(500))
    // By selector: locators look at every element of five hundred options.
    const input = host.querySelector<HTMLElement>('input')
    const current = (): string | undefined =>
      host.querySelector(`[id="${input?.getAttribute('aria-activedescendant')}"] bdi`)?.textContent
    input?.focus()
    await userEvent.keyboard('{ArrowDown}')
    const touched = new Set<Element>()
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const option = target instanceof Element ? target.closest('[role="option"]') : null
        if (option) touched.add(option)
      }
    })
    observer.observe(host, { subtree: true, childList: true, attributes: true })
    await userEvent.keyboard('{ArrowDown}')
    await patiently(() => expect(current()).toBe('Model 10'))
    observer.disconnect()
    expect(touched.size).toBe(2)
    await userEvent.keyboard('{End}{Control>}{End}{/Control}')
    await patiently(() => expect(current()).toBe('Model 499'))
    const list = host.querySelector('[role="listbox"]')?.parentElement
    const last = host.querySelector('[data-index="499"]')
    await patiently(() =>
      expect(last?.getBoundingClientRect().bottom).toBeLessThanOrEqual(
        (list?.getBoundingClientRect().bottom ?? 0) + 1,
      ),
    )
  })
})
