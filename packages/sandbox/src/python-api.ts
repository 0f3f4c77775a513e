/** The functions of CPython's C interface that we call. Pointers are 32 bits, unsigned after `>>> 0`. */
export interface CPython {
  readonly memory: WebAssembly.Memory
  malloc(bytes: number): number
  sbrk(bytes: number): number
  emscripten_stack_get_current(): number
  _emscripten_stack_restore(pointer: number): void
  PyRun_SimpleString(text: number): number
  PyImport_AddModule(name: number): number
  PyObject_GetAttrString(object: number, name: number): number
  PyObject_Vectorcall(callable: number, args: number, count: number, names: number): number
  PyObject_Type(object: number): number
  PyObject_Repr(object: number): number
  PyType_GetFlags(type: number): number
  PyType_GetName(type: number): number
  PyType_IsSubtype(type: number, base: number): number
  PyBool_FromLong(value: number): number
  PyFloat_FromDouble(value: number): number
  PyFloat_AsDouble(object: number): number
  PyLong_AsLongAndOverflow(object: number, overflow: number): number
  _PyLong_Format(object: number, base: number): number
  PyDict_Next(object: number, position: number, key: number, value: number): number
  PyList_Size(object: number): number
  PyList_GetItem(object: number, at: number): number
  PyTuple_Size(object: number): number
  PyTuple_GetItem(object: number, at: number): number
  PyUnicode_FromStringAndSize(bytes: number, length: number): number
  PyUnicode_AsUTF8AndSize(object: number, length: number): number
  PyUnicode_GetLength(object: number): number
  PyUnicode_AsUCS4Copy(object: number): number
  PyErr_Clear(): void
  PyErr_Occurred(): number
  Py_GetConstantBorrowed(constant: number): number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function bytesOf({ memory }: CPython): Uint8Array<ArrayBuffer> {
  return new Uint8Array(memory.buffer as ArrayBuffer) // the module's memory is not shared
}

/** A text in the interpreter's memory, ending with a zero. It is never freed: the memory is put back after each run. */
export function putText(python: CPython, text: string): { readonly at: number; readonly length: number } {
  const bytes = encoder.encode(text)
  const at = python.malloc(bytes.length + 1) >>> 0
  if (at === 0) throw new NoRoomError()
  const heap = bytesOf(python)
  heap.set(bytes, at)
  heap[at + bytes.length] = 0
  return { at, length: bytes.length }
}

/** The interpreter's memory is full. */
export class NoRoomError extends Error {
  override name = 'NoRoomError'
}

/** A `str` for the interpreter. */
export function toPythonText(python: CPython, text: string): number {
  const { at, length } = putText(python, text)
  const object = python.PyUnicode_FromStringAndSize(at, length) >>> 0
  if (object === 0) throw new NoRoomError()
  return object
}

/** The text of a `str`, lone surrogates included. `scratch`: 4 bytes. */
export function readText(python: CPython, object: number, scratch: number): string {
  const at = python.PyUnicode_AsUTF8AndSize(object, scratch) >>> 0
  if (at !== 0) {
    const length = readUint32(python, scratch)
    return decoder.decode(bytesOf(python).subarray(at, at + length))
  }
  // UTF-8 has no lone surrogates, JavaScript has.
  python.PyErr_Clear()
  const points = python.PyUnicode_AsUCS4Copy(object) >>> 0
  if (points === 0) throw new NoRoomError()
  const length = python.PyUnicode_GetLength(object)
  let text = ''
  for (let index = 0; index < length; index++) {
    text += String.fromCodePoint(readUint32(python, points + index * 4))
  }
  return text
}

export function readUint32({ memory }: CPython, at: number): number {
  return new DataView(memory.buffer).getUint32(at, true)
}
