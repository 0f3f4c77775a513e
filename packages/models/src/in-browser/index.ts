export { type PlainMessage, plainMessages } from './plain-messages.ts'
export { StopText } from './stop-text.ts'
