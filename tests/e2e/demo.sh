#!/usr/bin/env bash
# Runs the whole demo, and stops its server again.
set -euo pipefail
cd "$(dirname "$0")/../.."
trap 'scripts/demo stop' EXIT
scripts/demo
