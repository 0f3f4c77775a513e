import { serveWorker } from './serve-worker.ts'
import { testService } from './wire.fixture.ts'

serveWorker(testService)
