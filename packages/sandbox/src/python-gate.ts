/** Error numbers of WASI, as the C library of the interpreter knows them. */
const NO_SUCH_FILE = 8 // EBADF
const NOT_PERMITTED = 63 // EPERM
const READ_ONLY = 69 // EROFS
const NOT_FOUND = -2 // EAI_NONAME

const WRITING_FLAGS = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 // O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND
const MAX_LOG_BYTES = 64_000

/** A function that WebAssembly imports; the loader reads its signature to put it into a table. */
export type WasmImport = ((...values: unknown[]) => unknown) & { sig?: string }

/** Thrown through the interpreter when code reaches for what is not there. */
export class RefusedError extends Error {
  override name = 'RefusedError'
}

/** Thrown through the interpreter when code ends it. */
export class ExitError extends Error {
  override name = 'ExitError'
}

/** The wall around the interpreter: everything that it can ever ask for passes here. */
export interface PythonGate {
  /** Puts the gate into the imports, in place, before the interpreter is made. */
  install(imports: Record<string, unknown>): void
  /** From now on only what plain Python needs passes; there is no way back. */
  close(memory: WebAssembly.Memory): void
  /** Before a run: what it may use. */
  begin(maxMemoryBytes: number): void
  /** What was printed since then. */
  readonly printed: Uint8Array
}

/** What pure computation needs: reading the files of its own library, the clock, its own call table. */
const PASS: ReadonlySet<string> = new Set([
  '_Py_CheckEmscriptenSignals_Helper',
  '_Py_emscripten_runtime',
  '_PyEM_TrampolineCall_JS',
  '__call_sighandler',
  '__syscall_dup',
  '__syscall_dup3',
  '__syscall_faccessat',
  '__syscall_fadvise64',
  '__syscall_fcntl64',
  '__syscall_fdatasync',
  '__syscall_fstat64',
  '__syscall_fstatfs64',
  '__syscall_getcwd',
  '__syscall_getdents64',
  '__syscall_getuid32_js',
  '__syscall_ioctl',
  '__syscall_lstat64',
  '__syscall_newfstatat',
  '__syscall_readlinkat',
  '__syscall_stat64',
  '__syscall_statfs64',
  '__syscall_umask_js',
  '_emscripten_get_progname',
  '_emscripten_runtime_keepalive_clear',
  '_gmtime_js',
  '_localtime_js',
  '_mktime_js',
  '_timegm_js',
  '_try_fcntl64',
  '_tzset_js',
  'clock_res_get',
  'clock_time_get',
  'emscripten_date_now',
  'emscripten_get_heap_max',
  'emscripten_get_now',
  'emscripten_runtime_keepalive_pop',
  'emscripten_runtime_keepalive_push',
  'environ_get',
  'environ_sizes_get',
  'fd_close',
  'fd_fdstat_get',
  'fd_pread',
  'fd_seek',
  'fd_sync',
])

/** What answers like a machine without it: sockets, libraries, child processes, timers, a disk that can be written. */
const ABSENT: Readonly<Record<string, number | null>> = {
  ...Object.fromEntries(
    [
      'socket connect bind listen accept4 recvfrom recvmsg sendto sendmsg getsockname getpeername getsockopt',
      'chdir fchdir pipe poll',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [`__syscall_${name}`, -NOT_PERMITTED]),
  ),
  ...Object.fromEntries(
    [
      'mkdirat mknodat unlinkat rmdir renameat symlinkat utimensat truncate64 ftruncate64 fallocate',
      'chmod fchmod fchmodat2 fchown32 fchownat',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [`__syscall_${name}`, -READ_ONLY]),
  ),
  fd_pwrite: NO_SUCH_FILE,
  _mmap_js: -NOT_PERMITTED,
  _munmap_js: -NOT_PERMITTED,
  _msync_js: -NOT_PERMITTED,
  _setitimer_js: -1,
  _emscripten_system: -1,
  _dlopen_js: 0,
  _dlsym_js: 0,
  _maybe_connect_async: null,
  _maybe_poll_async: null,
  _maybe_recvfrom_async: null,
  _maybe_sendto_async: null,
  _try_shutdown: 0,
  getaddrinfo: NOT_FOUND,
  getnameinfo: NOT_FOUND,
  getprotobyname: 0,
}

/**
 * The interpreter is WebAssembly: it reaches nothing but the functions that it imports. Before it is made, each of
 * them is put behind this gate, and when it has loaded, the gate closes: what talks to JavaScript is refused whatever
 * Python holds or patches, files are read only, and memory, standard output and randomness go through our own hands.
 * Everything not named here is refused, so what a newer interpreter brings along is refused too.
 */
export function createPythonGate(): PythonGate {
  /** The interpreter's memory. Absent while it loads: then everything passes. */
  let closed: WebAssembly.Memory | null = null
  let maxMemoryBytes = Number.POSITIVE_INFINITY
  const printed = new Uint8Array(MAX_LOG_BYTES)
  let printedBytes = 0
  // Kept: the globals are gone when the gate is in use.
  const fillRandom = crypto.getRandomValues.bind(crypto)

  const bytes = (): Uint8Array<ArrayBuffer> =>
    new Uint8Array((closed as WebAssembly.Memory).buffer as ArrayBuffer) // called by guards only; never a shared one
  const view = (): DataView => new DataView(bytes().buffer)

  /** Collects what goes to standard output and error; nothing else can be written. */
  const write = (file: number, list: number, count: number, written: number): number => {
    if (file !== 1 && file !== 2) return NO_SUCH_FILE
    const data = view()
    let total = 0
    for (let at = 0; at < count; at++) {
      const from = data.getUint32(list + at * 8, true)
      const length = data.getUint32(list + at * 8 + 4, true)
      const kept = Math.min(length, MAX_LOG_BYTES - printedBytes)
      printed.set(bytes().subarray(from, from + kept), printedBytes)
      printedBytes += kept
      total += length
    }
    data.setUint32(written, total, true)
    return 0
  }

  const random = (at: number, count: number): number => {
    // Browsers give at most 65,536 bytes at once.
    for (let done = 0; done < count; done += 65_536) {
      fillRandom(bytes().subarray(at + done, at + Math.min(count, done + 65_536)))
    }
    return 0
  }

  const guards: Readonly<Record<string, (original: WasmImport) => WasmImport>> = {
    fd_write: () => (file, list, count, written) =>
      write(Number(file), Number(list) >>> 0, Number(count), Number(written) >>> 0),
    fd_read: (original) => (file, list, count, read) => {
      if (file !== 0) return original(file, list, count, read)
      view().setUint32(Number(read) >>> 0, 0, true)
      return 0
    },
    random_get: () => (at, count) => random(Number(at) >>> 0, Number(count) >>> 0),
    __syscall_openat:
      (original) =>
      (...values) =>
        Number(values[2]) & WRITING_FLAGS ? -READ_ONLY : original(...values),
    emscripten_resize_heap: (original) => (size) =>
      Number(size) >>> 0 > maxMemoryBytes ? 0 : original(size),
    exit: () => leave,
    proc_exit: () => leave,
  }

  const gated = (name: string, original: WasmImport): WasmImport => {
    const guarded = guards[name]?.(original)
    if (guarded) return (...values) => (closed ? guarded : original)(...values)
    const answer = Object.hasOwn(ABSENT, name) ? ABSENT[name] : undefined
    return (...values) => {
      if (!closed) return original(...values)
      if (answer !== undefined) return answer
      throw new RefusedError(name)
    }
  }

  return {
    install(imports) {
      for (const [name, original] of Object.entries(imports)) {
        if (PASS.has(name)) continue
        if (isSuspending(original)) imports[name] = refuse
        if (typeof original !== 'function') continue
        const known = original as WasmImport // every function there is one
        const gate = gated(name, known)
        if (known.sig !== undefined) gate.sig = known.sig
        imports[name] = gate
      }
    },
    close(memory) {
      closed = memory
    },
    begin(maxBytes) {
      maxMemoryBytes = maxBytes
      printedBytes = 0
    },
    get printed() {
      return printed.subarray(0, printedBytes)
    },
  }
}

/** A function that stops the interpreter until a promise is settled: nothing that plain Python needs. */
function isSuspending(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object WebAssembly.Suspending]'
}

function refuse(): never {
  throw new RefusedError('suspend')
}

function leave(): never {
  throw new ExitError('exit')
}
