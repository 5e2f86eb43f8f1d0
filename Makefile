# Everything happens in this folder: the environment in .venv, downloads in .cache, results in out.
# Needs make and some Python 3.12 or newer (tools/find-python looks for it; PYTHON=... names one).

CASE = ussr-1926-1939
OUT = out/$(CASE)
ARGS =

export PYTHON
export CENOTAPH_CACHE = $(CURDIR)/.cache/cenotaph
unexport PYTHONPATH PYTHONHOME
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test slow lint format docs lock wheel clean setup

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.* ## /\1  /p' Makefile | while read -r n t; do printf '  make %-8s %s\n' "$$n" "$$t"; done

run: ## Set up and run the main case; prints the summary and the path of the report
	@tools/setup run
	@.venv/bin/cenotaph run $(CASE) --out $(OUT) $(ARGS)

test: ## Set up and run the tests (ARGS="-k name" passes options to pytest)
	@tools/setup test
	@.venv/bin/python -m pytest -q -n auto --maxprocesses=4 --dist=loadfile $(ARGS)

slow: ## Run the slow tests: calibration and recovery, minutes
	@tools/setup test
	@.venv/bin/python -m pytest -q -n auto --maxprocesses=4 -m slow $(ARGS)

lint: ## Check style and format; changes nothing
	@tools/setup test
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check

format: ## Mend style and format
	@tools/setup test
	@.venv/bin/python -m ruff check --fix
	@.venv/bin/python -m ruff format

docs: ## Write the generated parts of the documentation
	@tools/setup test
	@.venv/bin/python tools/docs.py

lock: ## Renew requirements/*.lock with uv (UPGRADE=1 takes the newest versions)
	@UPGRADE=$(UPGRADE) tools/lock

wheel: ## Build the wheel into dist
	@tools/setup run
	@.venv/bin/python -m pip --disable-pip-version-check wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

setup: ## Only set up, for development
	@tools/setup test

clean: ## Remove the environment, caches and builds; keeps out
	rm -rf .venv .cache dist build .pytest_cache .hypothesis .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
