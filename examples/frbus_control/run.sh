#!/bin/sh
# FRB/US out of a recession: a case, its model and data in one folder, a report in each language.
# The Board's model.xml and LONGBASE are read from $TINBERGEN_SHARED/data/frbus.
set -eu
here=$(dirname "$0")
frbus=${TINBERGEN_SHARED:-../shared}/data/frbus
out=out/frbus_control
mkdir -p "$out"
tinbergen model convert frbus "$frbus/model.xml" --expectations var --out "$out/frbus.mod"
cp "$here/case.yaml" "$frbus/longbase.parquet" "$out"
for lang in en zh; do
  tinbergen --lang "$lang" run "$out/case.yaml" --out "$out/$lang"
done
