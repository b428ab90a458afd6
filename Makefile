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
	python -m benchmarks.sandbox
	python -m benchmarks.soak
