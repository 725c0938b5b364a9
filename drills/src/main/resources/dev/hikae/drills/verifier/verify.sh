#!/bin/sh
# Verifies a Hikae evidence bundle offline: sh verify.sh BUNDLE.zip --root ROOT.pem
# Needs python3 (3.8 or newer, standard library only) and OpenSSL 3. Exit code: 0 all holds, 4 otherwise.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 4
if ! command -v python3 >/dev/null 2>&1; then
  echo "NOT CHECKED: everything. python3 was not found. HINT: install python3, or use hikae-verify.jar, which needs only Java." >&2
  echo "未検証: すべて。python3 が見つかりません。python3 を入れるか、Java だけで動く hikae-verify.jar を使ってください。" >&2
  exit 4
fi
exec python3 -I -B "$here/verify.py" "$@"
