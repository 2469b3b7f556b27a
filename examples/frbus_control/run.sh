#!/bin/sh
# FRB/US out of a recession: two commands, one report in each language under out/frbus_control.
# The Board's model.xml and LONGBASE are read from $TINBERGEN_SHARED/data/frbus.
set -eu
here=$(dirname "$0")
frbus=${TINBERGEN_SHARED:-../shared}/data/frbus
out=out/frbus_control
mkdir -p "$out"
tinbergen model convert frbus "$frbus/model.xml" --expectations var --out "$out/frbus.mod"
for lang in en zh; do
  tinbergen --lang "$lang" model control "$out/frbus.mod" --data "$frbus/longbase.parquet" \
    --start 2040Q1 --end 2049Q4 --set dfpdbt=0 --set dfpsrp=1 \
    --problem "$here/problem.yaml" --out "$out/report.$lang.html"
done
