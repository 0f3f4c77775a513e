/** The English messages of the shared primitives. @public */
export const reactMessages = {
  'react.close': 'Close',
  'react.cancel': 'Cancel',
  'react.retry': 'Try again',
  'react.loading': 'Loading',
  'react.required': 'required',
  'react.notifications': 'Notifications',
  'react.choose': 'Choose…',
  'react.noOptions': 'Nothing to choose from',
  'react.copy': 'Copy',
  'react.copied': 'Copied',
} as const
