# Run inside a virtual environment: pip install --group dev -e '.[test]'   (pip 25.1 or later)
.PHONY: check lint types layers test format docs bench

check: lint types layers test

lint:
	ruff check .
	ruff format --check .

types:
	pyright

layers:
	PYTHONPATH=src lint-imports

test:
	pytest -n auto

format:
	ruff check --fix .
	ruff format .

docs:
	mkdocs build --strict

bench:
	@ls benchmarks/*.py >/dev/null 2>&1 || { echo "there are no benchmarks yet" >&2; exit 1; }
	set -e; for script in benchmarks/*.py; do python "$$script"; done
