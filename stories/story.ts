import type { FakeScript } from '@skep/testing/fake-client'

/** The parameters that the preview's decorator reads. */
export interface FrameParameters {
  readonly script?: FakeScript
  readonly width?: number | string
  readonly height?: number | string
  readonly padding?: number | string
}

/** Types a story's frame. */
export function frame(parameters: FrameParameters): FrameParameters {
  return parameters
}
