// The Python worker, as Vitest can load it.
import './vitest-worker.fixture.ts'
import './python-worker.ts'
