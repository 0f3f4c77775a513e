import { defineMessages } from './messages.ts'

/** The English messages of the shared primitives. @public */
export const reactMessages: {
  readonly 'react.close': string
  readonly 'react.cancel': string
  readonly 'react.retry': string
  readonly 'react.loading': string
  readonly 'react.required': string
  readonly 'react.increase': string
  readonly 'react.decrease': string
  readonly 'react.notifications': string
  readonly 'react.choose': string
  readonly 'react.noOptions': string
  readonly 'react.copy': string
  readonly 'react.copied': string
} = defineMessages({
  'react.close': 'Close',
  'react.cancel': 'Cancel',
  'react.retry': 'Try again',
  'react.loading': 'Loading',
  'react.required': 'required',
  'react.increase': 'Increase',
  'react.decrease': 'Decrease',
  'react.notifications': 'Notifications',
  'react.choose': 'Choose…',
  'react.noOptions': 'Nothing to choose from',
  'react.copy': 'Copy',
  'react.copied': 'Copied',
})
