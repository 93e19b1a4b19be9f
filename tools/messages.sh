#!/bin/sh
# Collect the texts of each layer into its catalogue: tools/messages.sh [LAYER ...]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
for layer in ${*:-core people directory tenancy clinic finance programme web}; do
  cd "$root/src/klinik/$layer"
  mkdir -p locale
  "$root/.venv/bin/django-admin" makemessages -l id --no-location --no-wrap --no-obsolete
done
