export type { Direction, Theme } from './context.ts'
export { formatBytes } from './format-bytes.ts'
export {
  createTranslate,
  defineMessages,
  type Message,
  type MessageOverrides,
  type Messages,
  type Translate,
} from './messages.ts'
export { reactMessages } from './react-messages.ts'
export { SkepProvider, type SkepProviderProps } from './skep-provider.tsx'
export { type AsyncState, type AsyncValue, useAsync } from './use-async.ts'
export { useClientStatus } from './use-client-status.ts'
export { useMessages } from './use-messages.ts'
export {
  useClient,
  useDirection,
  useLocale,
  useNonce,
  usePortalContainer,
  useTheme,
} from './use-skep.ts'
