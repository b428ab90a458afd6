# promise: data that crashes a deserialiser crashes the run alone
# expect: crash
import marshal
import types

code = (lambda: 0).__code__
evil = code.replace(co_code=b"\x64\xff" * 50, co_consts=(), co_stacksize=1)
types.FunctionType(marshal.loads(marshal.dumps(evil)), {})()
import ctypes  # noqa: E402

ctypes.memset(id(None), 255, 64)
