import type { FakeScript } from '@skep/testing/fake-client'

/** How a story is framed and what its fake client knows. */
export interface FrameOptions {
  readonly script?: FakeScript
  readonly width?: number | string
  readonly height?: number | string
  readonly padding?: number | string
}

/** The parameters that the decorator in `preview.tsx` reads. */
export interface FrameParameters extends Omit<FrameOptions, 'script'> {
  readonly script?: () => FakeScript
}

/** A story's frame. The script becomes a function because Storybook would merge it with that of the file. */
export function frame({ script, ...rest }: FrameOptions): FrameParameters {
  return script ? { ...rest, script: () => script } : rest
}
