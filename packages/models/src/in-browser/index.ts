export { type PlainMessage, plainMessages } from './plain-messages.ts'
export { type ProbedRealm, type ProbeOptions, probeDevices, probeWebGpu } from './probe.ts'
export { StopText } from './stop-text.ts'
