// The worker of `events.ts` behind the client: the whole wire, with nothing but events behind it.
import { serveWorker } from '../src/serve-worker.ts'
import { testService } from '../src/wire.fixture.ts'

serveWorker(testService)
