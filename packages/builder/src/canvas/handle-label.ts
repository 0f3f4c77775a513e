import { FORM_TIMEOUT_HANDLE, type NodeHandle } from '@skep/schema'
import { FAIL_BRANCH } from '../core/node-types.ts'
import type { useT } from '../use-t.ts'

/** What a way out is called: the known ones in the reader's language. @internal */
export function handleLabel(handle: NodeHandle, t: ReturnType<typeof useT>): string | undefined {
  if (handle.id === FAIL_BRANCH) return t('builder.handle.fail')
  if (handle.id === FORM_TIMEOUT_HANDLE) return t('builder.handle.timeout')
  switch (handle.label) {
    case 'IF':
      return t('builder.handle.if')
    case 'ELIF':
      return t('builder.handle.elif')
    case 'ELSE':
      return t('builder.handle.else')
    default:
      return handle.label
  }
}
