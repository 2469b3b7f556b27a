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
def _machine() -> Any:
    # Newer releases initialise themselves and refuse to be asked.
    with contextlib.suppress(RuntimeError):
        llvm.initialize()
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=2
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
    """Compile LLVM assembly for this processor."""
    machine = _machine()
    module = llvm.parse_assembly(assembly, context=_context())
    module.verify()
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = options.slp_vectorization = False
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, machine)
    engine.finalize_object()
    return Library(engine)
