import type { RunEvent } from '@skep/client'
import { resumeWithFeatures } from '../features/resume-with-features.ts'
import { runWithFeatures } from '../features/run-with-features.ts'
import { type ResumeOptions, resume } from '../run/resume.ts'
import type { Run, RunOptions, RunSnapshot } from '../run/run.ts'

/** How a run that is recorded begins or goes on. @public */
export type RecordableRun = RunOptions | (ResumeOptions & { readonly conversationId?: string })

/** Runs or resumes an app with its features. @public */
export function beginRun(options: RecordableRun): Run {
  if (!('from' in options)) return runWithFeatures(options)
  const { from } = options
  return isEvents(from) ? resumeWithFeatures({ ...options, from }) : resume(options)
}

/** @internal */
export function isEvents(from: readonly RunEvent[] | RunSnapshot): from is readonly RunEvent[] {
  return Array.isArray(from)
}
