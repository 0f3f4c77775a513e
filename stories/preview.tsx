import '@skep/react/styles.css'
import '@skep/chat/styles.css'
import '@skep/uploader/styles.css'
import '@skep/builder/styles.css'
import '@skep/model-ui/styles.css'
import './ground.css'
import { SkepProvider } from '@skep/react'
import { createFakeClient } from '@skep/testing/fake-client'
import type { Preview } from '@storybook/react-vite'
import { useMemo } from 'react'
import { configure } from 'storybook/test'

// Stories are tests as well, on machines that are busy with others.
configure({ asyncUtilTimeout: 20_000 })

/**
 * Every story stands in a provider with a fake client. A story says which by `parameters.script`,
 * and how it is framed by `parameters.frame`: `page` fills the window, `box` gives it `width` and `height`.
 */
export const preview: Preview = {
  globalTypes: {
    theme: {
      toolbar: {
        title: 'Theme',
        icon: 'mirror',
        dynamicTitle: true,
        items: [
          { value: 'light', title: 'Light' },
          { value: 'dark', title: 'Dark' },
        ],
      },
    },
    dir: {
      toolbar: {
        title: 'Direction',
        icon: 'transfer',
        dynamicTitle: true,
        items: [
          { value: 'ltr', title: 'Left to right' },
          { value: 'rtl', title: 'Right to left' },
        ],
      },
    },
  },
  initialGlobals: { theme: 'light', dir: 'ltr' },
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error' },
    controls: { disable: true },
  },
  decorators: [
    (Story, { parameters, globals, id }) => {
      // biome-ignore lint/correctness/useExhaustiveDependencies: a new story is a new world
      const client = useMemo(() => createFakeClient(parameters.script?.()), [id])
      const width = parameters.width
      const height = parameters.height
      return (
        <div className="story-ground" data-theme={globals.theme} dir={globals.dir}>
          <SkepProvider key={id} client={client} theme={globals.theme} dir={globals.dir}>
            <div className="story-frame" style={{ width, height, padding: parameters.padding }}>
              <Story />
            </div>
          </SkepProvider>
        </div>
      )
    },
  ],
}
