#!/usr/bin/env bash
# Writes .env, which nobody else may read: .env.example with a random value where one is missing, and with your own ids.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 077

while IFS= read -r line; do
  case $line in
    '#TDBT_UID='*) echo "TDBT_UID=$(id -u)" ;;
    '#TDBT_GID='*) echo "TDBT_GID=$(id -g)" ;;
    # 32 bytes, in letters that fit a key, a password and a URL.
    [A-Z]*=) echo "$line$(head -c 32 /dev/urandom | base64 | tr +/ -_)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo 'Made .env, with random passwords: it has the login of the web page, too.'
