#!/usr/bin/env bash
# Prints how many compilers may run at once here: one per core, and 1 GB of free memory for each.
cores=$(nproc)
free=$(awk '/^MemAvailable:/ { print int($2 / 1000000) }' /proc/meminfo 2>/dev/null)
jobs=$((${free:-1} < cores ? ${free:-1} : cores))
echo $((jobs > 0 ? jobs : 1))
