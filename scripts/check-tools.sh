#!/usr/bin/env bash
# Says which of the programs that a make target needs are missing, and what to do: check-tools.sh docker node python
set -uo pipefail
export NO_COLOR=1

failed=0
missing() {
  printf '%s\n' "$@" >&2
  failed=1
}

check_docker() {
  if ! command -v docker >/dev/null; then
    missing 'Docker is not installed: https://docs.docker.com/get-started/get-docker/' \
      'Without Docker: make retail, or make airflow for the web page too.'
    return
  fi
  local answer
  if ! answer=$(docker info --format '{{.ServerVersion}}' 2>&1); then
    missing "Docker's engine does not answer: $(tail -n 1 <<<"$answer")" \
      'Start Docker Desktop, or: sudo systemctl start docker. If it runs, your account may not use it yet:' \
      'sudo usermod -aG docker "$USER", then log in again. Without Docker: make retail, or make airflow.'
    return
  fi
  if ! docker compose version >/dev/null 2>&1 && ! command -v docker-compose >/dev/null; then
    missing 'Docker Compose is not installed: https://docs.docker.com/compose/install/' \
      '(Docker'\''s packages: docker-compose-plugin; Debian'\''s own: docker-compose).'
    return
  fi
  echo "Docker $answer, $(docker compose version 2>/dev/null || docker-compose version --short)"
}

check_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    missing 'Node and npm are not installed: Node 20.19 or newer, https://nodejs.org'
    return
  fi
  if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
    missing "Node $(node --version) is too old: install Node 20.19 or newer, https://nodejs.org"
    return
  fi
  echo "Node $(node --version)"
}

check_python() {
  local python=${PYTHON:-python3}
  if ! command -v "$python" >/dev/null; then
    missing "There is no $python: install Python 3.10 to 3.14, or name one in the variable PYTHON" \
      '(Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python).'
    return
  fi
  if ! "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 14))'; then
    missing "Airflow runs on Python 3.10 to 3.14, and $python is another: $("$python" --version 2>&1). Name one in PYTHON."
    return
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    missing "$python can't make virtual environments (Debian, Ubuntu: sudo apt install python3-venv)."
    return
  fi
  "$python" --version
}

for tool in "$@"; do
  "check_$tool"
done
exit "$failed"
