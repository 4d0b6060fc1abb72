"""Checks the records that programs print, one a line, against docs/schemas/<type>.schema.json.

    validate_schemas.py SCHEMAS PROGRAM...

Also that every schema refuses a record with a key it does not know, and that every type occurred.
Exit 77 (skipped) without python3-jsonschema.
"""
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(77)

schemas = {}
for path in pathlib.Path(sys.argv[1]).glob("*.schema.json"):
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    schemas[path.name.removesuffix(".schema.json")] = jsonschema.Draft202012Validator(schema)

lines = []
for program in sys.argv[2:]:
    lines += subprocess.run([program], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8").splitlines()
seen = {}
failures = 0
for number, line in enumerate(lines, 1):
    record = json.loads(line)
    validator = schemas[record["type"]]
    for error in validator.iter_errors(record):
        failures += 1
        print(f"line {number} ({record['type']}): {error.json_path}: {error.message}")
    if validator.is_valid({**record, "surprise": 1}):
        failures += 1
        print(f"{record['type']}: the schema lets unknown keys pass")
    seen[record["type"]] = seen.get(record["type"], 0) + 1

for missing in schemas.keys() - seen.keys():
    failures += 1
    print(f"no record of type {missing} was written")
print(", ".join(f"{count} {name}" for name, count in sorted(seen.items())))
sys.exit(1 if failures else 0)
