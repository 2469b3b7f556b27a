"""LLVM assembly to callable machine code."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import llvmlite
import llvmlite.binding as llvm
from llvmlite.binding import context as llvm_context

from tinbergen.engine.compile import cache as cache_on_disk


@dataclass(frozen=True)
class Library:
    """Compiled functions; lives as long as any of them may be called."""

    engine: Any

    def function(self, name: str, result: Any, *arguments: Any) -> Any:
        """The C function ``name``; calling it releases the interpreter lock."""
        address = self.engine.get_function_address(name)
        return ctypes.CFUNCTYPE(result, *arguments)(address)


@cache
def _target() -> Any:
    # Newer releases initialise themselves and refuse to be asked.
    with contextlib.suppress(RuntimeError):
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple()


@cache
def _processor() -> tuple[str, str]:
    return llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()


def _machine() -> Any:
    """A machine of its own for each library: the engine owns it, and frees it with itself."""
    cpu, features = _processor()
    return _target().create_target_machine(cpu=cpu, features=features, opt=0)


@cache
def _context() -> Any:
    """A context of our own, with untyped pointers, whatever others have chosen for theirs."""
    chosen = getattr(llvm_context, "opaque_pointers_enabled", None)
    if chosen is None:
        return llvm.create_context()
    llvm_context.opaque_pointers_enabled = True
    try:
        return llvm.create_context()
    finally:
        llvm_context.opaque_pointers_enabled = chosen


def build(assembly: str, symbols: Mapping[str, int] | None = None) -> Library:
    """Compile LLVM assembly for this processor, or take the object code kept from last time.

    The code is straight-line and its shared parts are computed once already: LLVM's optimising
    passes would take five times as long and save a third of the solving time.

    ``symbols`` are addresses of functions that the code calls and no library has.
    """
    key = cache_on_disk.key_of(assembly, f"{llvmlite.__version__} {_processor()}")
    ready = cache_on_disk.load(key)
    if ready is not None:
        with contextlib.suppress(RuntimeError, ValueError):
            return _from_object(ready, symbols or {})
    module = llvm.parse_assembly(assembly, context=_context())
    module.verify()
    machine = _machine()
    code = machine.emit_object(module)
    cache_on_disk.save(key, code)
    return _from_object(code, symbols or {})


def _from_object(code: bytes, symbols: Mapping[str, int]) -> Library:
    """An engine that holds ready object code."""
    for name, address in symbols.items():
        llvm.add_symbol(name, address)
    empty = llvm.parse_assembly("", context=_context())
    engine = llvm.create_mcjit_compiler(empty, _machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return Library(engine)
