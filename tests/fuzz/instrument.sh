#!/bin/sh
# The compiler, for the crates of the workspace alone: what they compile to tells the fuzzer which edges were taken and what
# was compared with what. Stock Rust has all of it; only the flags' names are LLVM's.
exec "$@" \
  -Cpasses=sancov-module \
  -Cllvm-args=-sanitizer-coverage-level=4 \
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
  -Cllvm-args=-sanitizer-coverage-pc-table \
  -Cllvm-args=-sanitizer-coverage-trace-compares
