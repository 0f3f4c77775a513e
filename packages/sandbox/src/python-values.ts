import { type CPython, NoRoomError, readText, readUint32 } from './python-api.ts'

/** Bits of a type's flags: what it is or inherits from. */
const LONG = 1 << 24
const LIST = 1 << 25
const TUPLE = 1 << 26
const TEXT = 1 << 28
const DICT = 1 << 29

export type PythonKind =
  | 'none'
  | 'true'
  | 'false'
  | 'int'
  | 'float'
  | 'str'
  | 'list'
  | 'tuple'
  | 'dict'
  | 'other'

/** Reads Python values from outside. No code of the guest runs while it reads, so nothing can be forged or hang. */
export interface ValueReader {
  kindOf(object: number): PythonKind
  /** The name of its type. */
  typeName(object: number): string
  /** Of a `str`. */
  text(object: number): string
  textLength(object: number): number
  /** The digits of an `int`; null where there are thousands. */
  digits(object: number): string | null
  /** Of a `float`. */
  float(object: number): number
  /** A `float` as Python writes it. */
  floatText(object: number): string
  /** Of a `list`. */
  listLength(object: number): number
  listItem(object: number, at: number): number
  /** Of a `tuple`. */
  tupleItems(object: number): readonly number[]
  /** Of a `dict`, key and value. `depth` tells apart those that are read at the same time, 0 to `MAX_DEPTH`. */
  fields(object: number, depth: number): Generator<readonly [number, number], void, void>
}

/** How many values, one in the other, can be read. */
export const MAX_DEPTH = 100

/** Made anew for every run, since it keeps its notes in the interpreter's memory. */
export function createValueReader(python: CPython): ValueReader {
  // What the interpreter hands back by address: a number, and for each level a position, a key and a value.
  const scratch = python.malloc(4 + MAX_DEPTH * 12) >>> 0
  if (scratch === 0) throw new NoRoomError()
  const none = python.Py_GetConstantBorrowed(0) >>> 0
  const yes = python.PyBool_FromLong(1) >>> 0
  const no = python.PyBool_FromLong(0) >>> 0
  const floatType = python.PyObject_Type(python.PyFloat_FromDouble(0)) >>> 0
  const text = (object: number): string => readText(python, object, scratch)

  return {
    kindOf(object) {
      if (object === none) return 'none'
      if (object === yes) return 'true'
      if (object === no) return 'false'
      const type = python.PyObject_Type(object)
      const flags = python.PyType_GetFlags(type)
      if (flags & TEXT) return 'str'
      if (flags & LONG) return 'int'
      if (flags & LIST) return 'list'
      if (flags & TUPLE) return 'tuple'
      if (flags & DICT) return 'dict'
      return python.PyType_IsSubtype(type, floatType) === 0 ? 'other' : 'float'
    },
    typeName(object) {
      const name = python.PyType_GetName(python.PyObject_Type(object)) >>> 0
      return name === 0 ? '' : text(name).slice(0, 100)
    },
    text,
    textLength: (object) => python.PyUnicode_GetLength(object),
    digits(object) {
      const small = python.PyLong_AsLongAndOverflow(object, scratch)
      if (readUint32(python, scratch) === 0) return String(small)
      const digits = python._PyLong_Format(object, 10) >>> 0
      if (digits !== 0) return text(digits)
      python.PyErr_Clear()
      return null
    },
    float: (object) => python.PyFloat_AsDouble(object),
    // A plain one of the same value: a subclass could answer with code of its own.
    floatText: (object) =>
      text(python.PyObject_Repr(python.PyFloat_FromDouble(python.PyFloat_AsDouble(object)))),
    listLength: (object) => python.PyList_Size(object),
    listItem: (object, at) => python.PyList_GetItem(object, at) >>> 0,
    tupleItems: (object) =>
      Array.from(
        { length: python.PyTuple_Size(object) },
        (_, at) => python.PyTuple_GetItem(object, at) >>> 0,
      ),
    *fields(object, depth) {
      const position = scratch + 4 + depth * 12
      new DataView(python.memory.buffer).setUint32(position, 0, true)
      while (python.PyDict_Next(object, position, position + 4, position + 8)) {
        yield [readUint32(python, position + 4), readUint32(python, position + 8)]
      }
    },
  }
}
