import type { StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'

/** Opens the panel of the step with this title. */
export const openNode =
  (title: string): NonNullable<StoryObj['play']> =>
  async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByTitle(title))
    await expect(await canvas.findByRole('textbox', { name: 'Title' })).toHaveValue(title)
  }
