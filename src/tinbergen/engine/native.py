"""LLVM assembly to callable machine code."""

from __future__ import annotations

import contextlib
import ctypes
from dataclasses import dataclass
from functools import cache
from typing import Any

import llvmlite.binding as llvm
from llvmlite.binding import context as llvm_context


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


def _machine() -> Any:
    """A machine of its own for each library: the engine owns it, and frees it with itself."""
    return _target().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=0
    )


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


def build(assembly: str) -> Library:
    """Compile LLVM assembly for this processor.

    The code is straight-line and its shared parts are computed once already: LLVM's optimising
    passes would take five times as long and save a third of the solving time.
    """
    module = llvm.parse_assembly(assembly, context=_context())
    module.verify()
    engine = llvm.create_mcjit_compiler(module, _machine())
    engine.finalize_object()
    return Library(engine)
