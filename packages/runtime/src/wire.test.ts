import { startMainHost } from './main-host.ts'
import { testService } from './wire.fixture.ts'
import { describeWire } from './wire-rules.fixture.ts'

describeWire('the main thread', () => startMainHost(testService))
