# Run by `make demo` in examples/shop, with the plugin's commands on the path.

# In a copy: here, the tests of the plugin would be part of the project, and take names of the shop.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R . "$copy"
cd "$copy" || exit 1

show() {
    printf '\n$ %s\n' "$*"
    "$@" || test $? -eq 1
}

echo
echo '1. Find: star imports with the names to write instead, and other imports that mislead.'
show flake8

echo
echo '2. Repair: what --fix would change; nothing is written here.'
show importstyle check --diff till.py

echo
echo '3. Where does this name come from?'
show importstyle origins report.py Query

cat <<'END'

What to do next:
  pip install flake8-importstyle    install it where your project is linted
  importstyle check                 check a project; add --fix to repair it
  importstyle rule IMP001           read about a rule
  make test                         set up everything for development, and test it
END
