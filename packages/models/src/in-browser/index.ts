export { StopText } from './stop-text.ts'
