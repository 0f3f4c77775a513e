/** The name under which the user's code appears in tracebacks. */
const CODE_FILE = 'code.py'

const MAX_TEXT_CHARS = 2_000

/** What is imported already, because code nodes use it: importing costs milliseconds in every run. */
const PRELOADED =
  'ast base64 binascii bisect calendar collections collections.abc contextlib copy csv dataclasses datetime decimal difflib enum ' +
  'fractions functools hashlib heapq hmac html html.parser inspect io itertools json logging math operator pprint random re ' +
  'secrets statistics string struct textwrap time traceback types typing unicodedata urllib.parse uuid xml.etree.ElementTree ' +
  'zlib zoneinfo'

/** Ways to JavaScript and to the network that the interpreter has names for. The gate refuses them in any case. */
const HIDDEN = '_pyodide _pyodide_core js micropip pyodide pyodide_js _ctypes ctypes'

/**
 * Runs once, before the interpreter's memory is kept as the image that every run begins with. It leaves one function:
 * `_skep_run(code, inputs_json)` gives `('result', value)`, `('error', name, message, line)`, `('memory',)` or
 * `('no-main',)`. Without inputs, not even `{}`, the code is compiled and nothing of it runs. Whatever code does to what it finds, the next run begins with the untouched image.
 */
export const PYTHON_BOOTSTRAP: string = `
def _skep_run():
    import sys, gc, importlib, warnings
    for name in '${PRELOADED}'.split():
        try:
            importlib.import_module(name)
        except ImportError:
            pass
    for name in '${HIDDEN}'.split():
        sys.modules[name] = None
    import random, json
    warnings.simplefilter('ignore')
    world = sys.modules['__main__'].__dict__
    loads, seed, streams = json.loads, random.seed, (sys.stdout, sys.stderr)
    settrace, setprofile = sys.settrace, sys.setprofile
    # Held here, since code may replace the built-in names.
    Anything, NoRoom, Syntax, NoModule = BaseException, MemoryError, SyntaxError, ModuleNotFoundError
    kind_of, is_a, text_of, is_callable, compiling, executing = type, isinstance, str, callable, compile, exec
    for stream in streams:
        stream.reconfigure(errors='backslashreplace', line_buffering=True)

    def describe(error):
        name, message, line = kind_of(error).__name__, '', None
        try:
            if is_a(error, NoRoom):
                return ('memory',)
            trace = error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == '${CODE_FILE}':
                    line = trace.tb_lineno
                trace = trace.tb_next
            if is_a(error, Syntax) and error.filename == '${CODE_FILE}':
                line, message = error.lineno, text_of(error.msg)
            elif is_a(error, NoModule) and error.name is not None:
                name, message = 'ModuleNotFoundError', text_of(error.name)
            else:
                message = text_of(error)
        except Anything:
            message = 'An error that cannot be shown.'
        return ('error', name, message[:${MAX_TEXT_CHARS}], line)

    def run(code, inputs):
        try:
            compiled = compiling(code, '${CODE_FILE}', 'exec', dont_inherit=True)
            if inputs == '':
                return ('result', True)
            arguments = loads(inputs)
            seed()
            executing(compiled, world)
            main = world.get('main')
            if not is_callable(main):
                return ('no-main',)
            return ('result', main(**arguments))
        except Anything as error:
            try:
                settrace(None)
                setprofile(None)
            except Anything:
                pass
            return describe(error)
        finally:
            for stream in streams:
                try:
                    stream.flush()
                except Anything:
                    pass

    gc.collect()
    gc.freeze()
    return run

_skep_run = _skep_run()
`
