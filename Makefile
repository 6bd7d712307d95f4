# kps-tasks: `make` alone prints this help.
#
# Everything is set up in .venv from the hash-locked sets of requirements/; nothing is installed globally.

PYTHON      ?= python3
VENV        := .venv
BIN         := $(VENV)/bin
INTEROP     := build/interop/venv
FUZZ        := build/fuzz/venv
BENCH       := build/bench/venv
DOCS        := build/docs-venv
USAGES      := build/usages-venv
INSTALL     := -m pip install --quiet --no-input --disable-pip-version-check
TARGET      :=
RANDOM_SEED := 1
PORT        := 0
VERSION     :=
TAG         :=
WITHOUT     :=
SEED        := demo
LANGUAGES   :=
SITE_URL    :=

# What a shell may have set for other Pythons.
unexport PYTHONPATH PYTHONHOME
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## Print this help
	@echo "Usage: make GOAL"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ---------------------------------------------------------------------------------------------------------

# An environment has a stamp for each hash-locked set in it, and here is what that set is put on top of.
$(VENV)/.demo:       requirements/demo.txt       $(VENV)/.python
$(VENV)/.test:       requirements/test.txt       $(VENV)/.project
$(VENV)/.release:    requirements/release.txt    $(VENV)/.test
$(VENV)/.clients:    requirements/clients.txt    $(VENV)/.test
$(INTEROP)/.interop: requirements/interop.txt    $(INTEROP)/.python
$(DOCS)/.docs:       requirements/docs.txt       $(DOCS)/.python
$(DOCS)/.docs-check: requirements/docs-check.txt $(DOCS)/.project
$(USAGES)/.usages:   requirements/usages.txt     $(USAGES)/.python
$(FUZZ)/.fuzz:       requirements/fuzz.txt       $(FUZZ)/.python
$(BENCH)/.bench:     requirements/bench.txt      $(BENCH)/.python

$(VENV)/.demo $(VENV)/.test $(VENV)/.release $(VENV)/.clients $(INTEROP)/.interop $(DOCS)/.docs $(DOCS)/.docs-check \
  $(USAGES)/.usages $(FUZZ)/.fuzz $(BENCH)/.bench:
	@echo "Installing $< into $(@D)"
	@$(@D)/bin/python $(INSTALL) --require-hashes --requirement $<
	@touch $@

%/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; $(PYTHON) is older or missing. Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "$(PYTHON) has no venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up $(@D)"
	@$(PYTHON) -m venv --clear $(@D)
	@touch $@

# The project itself, editable.
$(VENV)/.project: $(VENV)/.demo
$(DOCS)/.project: $(DOCS)/.docs
$(VENV)/.project $(DOCS)/.project: pyproject.toml
	@$(@D)/bin/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(VENV)/.test ## Set up .venv with everything that tests and generation need

# Extras stay, as pip 23 asks for the newest release of a package whose extra is missing in the lock, and then refuses it.
.PHONY: lock
lock: $(VENV)/.python ## Update the locked versions in requirements/*.txt to the newest permitted ones
	@$(BIN)/python $(INSTALL) uv==0.13.8
	@cd requirements && for set in demo test release clients interop docs docs-check usages fuzz bench; do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock" ../$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-strip-extras \
	    --python-version 3.11 $$( case $$set in test | interop | docs* | fuzz | bench) echo --constraint demo.txt ;; release) echo --constraint test.txt ;; esac ) \
	    $$set.in --output-file $$set.txt || exit 1; \
	done

# --- the main job ---------------------------------------------------------------------------------------------------

.PHONY: demo
demo: $(VENV)/.project ## Show the client against the mock (under a minute from a fresh clone)
	@exec $(BIN)/python docs/demo.py

.PHONY: mock
mock: $(VENV)/.project ## Serve the mock until Ctrl-C [PORT=…, SEED=demo|documented|contract|FILE]
	@exec $(BIN)/kps-tasks-mock --port $(PORT) --seed $(SEED) $(if $(wildcard build/docs/index.html),--docs build/docs)

# The short ones first, so that they fail first; two at a time, as the machines of CI have two cores.
.PHONY: test
test: $(VENV)/.test ## Run everything that must pass before a change is merged (two minutes)
	@$(MAKE) --no-print-directory --jobs=2 lint check-generated types check-changes contract-quick unit
	@echo "make test: all passed"

.PHONY: lint
lint: $(VENV)/.test
	@$(BIN)/ruff check --quiet . || { $(BIN)/ruff check --output-format concise .; exit 1; }
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --diff .; exit 1; }

.PHONY: types
types: $(VENV)/.test
	@$(BIN)/mypy
	@$(BIN)/ty check --quiet --python $(VENV) tools/surface/usages.py

.PHONY: types-usages
types-usages: export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
types-usages: $(VENV)/.test $(USAGES)/.usages ## Also check typical and wrong user code with pyright
	@$(USAGES)/bin/pyright --pythonpath $(BIN)/python tools/surface/usages.py tools/surface/misuses.py

.PHONY: unit
unit: $(VENV)/.test
	@exec $(BIN)/python -m pytest --quiet --numprocesses auto --maxprocesses 8 --dist loadgroup $(MEASURED)

.PHONY: coverage
coverage: ## Run the tests and show lines and branches not reached; fail below 97 %
	@$(MAKE) --no-print-directory unit MEASURED="--cov --cov-report=term-missing:skip-covered"

.PHONY: format
format: $(VENV)/.test ## Format the code and apply automatic fixes
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

.PHONY: soak
soak: MINUTES := 30
# What is resident is then what is in use, and not what each thread once had.
soak: export MALLOC_ARENA_MAX := 2
soak: $(VENV)/.test ## Run clients through half an hour of faults, expired tokens and restarts: nothing may be lost or grow [MINUTES=…]
	@$(BIN)/python -m tests.soak --minutes $(MINUTES)

.PHONY: simulate
simulate: SEEDS := 1000000
simulate: FROM := 0
simulate: $(VENV)/.test ## Page and wait in a million simulated worlds, each from a seed (long) [SEEDS=…, FROM=…]
	@$(BIN)/python -m tests.simulation --seeds $(SEEDS) --from $(FROM)

.PHONY: hostile
hostile: $(VENV)/.test $(INTEROP)/.interop ## Try each call against a server that misbehaves in every way, and write docs/reliability.md (long)
	@$(BIN)/python -m tests.hostile $(INTEROP)/bin/python

.PHONY: fuzz
fuzz: SECONDS := 600
fuzz: $(FUZZ)/.fuzz ## Fuzz the decoders of received data, guided by coverage (long) [SECONDS=…]
	@mkdir -p build/fuzz/corpus
	@PYTHONPATH=generated:wrapper:. $(FUZZ)/bin/python -m tests.fuzz build/fuzz/corpus -artifact_prefix=build/fuzz/ \
	  -dict=tests/fuzz/words.dict -max_total_time=$(SECONDS) -timeout=5 -rss_limit_mb=1024 -verbosity=0

.PHONY: bench
bench: $(VENV)/.test $(INTEROP)/.interop $(BENCH)/.bench ## Compare the speed with the vendor's SDK, httpx and aiohttp: a table and plots in build/bench [LONG=1 WRITE=1]
	@HOME=$(CURDIR)/build/interop $(BIN)/python -m benchmarks $(if $(LONG),--long) $(if $(WRITE),--docs)

.PHONY: bench-instructions
bench-instructions: BASE := $(shell git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || git rev-parse HEAD~1 2>/dev/null)
bench-instructions: $(VENV)/.test ## Compare instruction counts with an earlier commit; fail above 5 % (needs valgrind) [BASE=the last release]
	@$(BIN)/python -m benchmarks.instructions $(BASE)

PRISM := build/prism

$(PRISM)/.done: | lint-node
	@echo "Setting up Prism"
	@mkdir -p $(PRISM) && npm install --prefix $(PRISM) --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
	  @stoplight/prism-cli@5.14.2 >/dev/null
	@touch $@

.PHONY: bench-mock
bench-mock: $(VENV)/.test $(PRISM)/.done ## Compare the mock with Prism: CPU per request, start time, memory (needs Node)
	@$(BIN)/python benchmarks/mock_beside_prism.py

# --- the generated client -------------------------------------------------------------------------------------------

.PHONY: generate
generate: $(VENV)/.test ## Generate generated/kps_tasks_client from openapi.yaml
	@$(BIN)/python -m tools.generate write
	@$(BIN)/python -m tools.help_texts

.PHONY: check-generated
check-generated: $(VENV)/.test ## Fail if the generated client was edited, is incomplete or out of date
	@$(BIN)/python -m tools.generate check

# --- the spec, by tools that need Node ------------------------------------------------------------------------------

LINT := build/lint

.PHONY: lint-node
lint-node:
	@command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' \
	  || { echo "Node 20.19 or newer, with npm, is needed: see https://nodejs.org" >&2; exit 1; }

$(LINT)/.done: tools/lint/package.json tools/lint/package-lock.json tools/lint/.npmrc | lint-node
	@echo "Setting up the linters of the spec"
	@mkdir -p $(LINT) && cp $^ $(LINT) && cd $(LINT) && npm ci --loglevel=error >/dev/null
	@touch $@

.PHONY: lint-spec
lint-spec: export REDOCLY_TELEMETRY := off
lint-spec: export REDOCLY_SUPPRESS_UPDATE_NOTICE := true
lint-spec: $(VENV)/.test lint-node $(LINT)/.done ## Lint openapi.yaml with the project's rules, Spectral and Redocly (needs Node)
	@$(LINT)/node_modules/.bin/spectral lint --quiet --fail-severity hint openapi.yaml
	@said=$$($(LINT)/node_modules/.bin/redocly lint --config tools/lint/redocly.yaml openapi.yaml 2>&1) \
	  || { echo "$$said"; exit 1; }
	@$(BIN)/python -m pytest --quiet tests/lint/house_rules.py

# --- releases -------------------------------------------------------------------------------------------------------

.PHONY: check-changes
check-changes: $(VENV)/.test ## List what changed since the last release; fail if it breaks users without a new version
	@$(BIN)/python -m tools.surface.check

.PHONY: check-changes-oasdiff
check-changes-oasdiff: $(VENV)/.test
	@command -v oasdiff >/dev/null \
	  || { echo "oasdiff is not on the path; try: go install github.com/oasdiff/oasdiff@v1.18.3" >&2; exit 1; }
	@$(BIN)/python -m pytest --quiet --capture=no tests/release/test_second_opinion.py

.PHONY: prepare-release
prepare-release: $(VENV)/.test ## Set the version, collect the changelog, record what later changes are compared with [VERSION=…]
	@$(BIN)/python -m tools.release.prepare '$(VERSION)'

.PHONY: release
release: $(VENV)/.release ## Build all files of a release into dist/ [TAG=v…, WITHOUT="docs clients sbom"]
	@$(BIN)/python -m tools.release.build $(if $(TAG),--tag '$(TAG)') $(if $(WITHOUT),--without $(WITHOUT))

# --- contract tests -------------------------------------------------------------------------------------------------

.PHONY: contract
contract: $(VENV)/.test ## Test the contract against the mock, or with GET only [TARGET=https://…, FROM=HAR; docs/contract-tests.md]
	@exec $(BIN)/python -m kps_contract run --seed $(RANDOM_SEED) $(if $(TARGET),--target '$(TARGET)') \
	  $(if $(KIND),--kind '$(KIND)') $(if $(WRONG_CREDENTIALS),--wrong-credentials) $(if $(ACCEPT),--accept) \
	  $(if $(TIME_LIMIT),--time-limit '$(TIME_LIMIT)') $(if $(EXAMPLES),--examples '$(EXAMPLES)') \
	  $(if $(FROM),--from '$(FROM)') $(if $(START),--start '$(START)') $(OPTIONS)

.PHONY: contract-mutants
contract-mutants: $(VENV)/.test ## Measure the contract tests: run them against broken mocks, in minutes [VARIANTS=FILE]
	@exec $(BIN)/python -m kps_contract mutants $(if $(VARIANTS),--file '$(VARIANTS)' --verbose)

.PHONY: drift
drift: $(VENV)/.test ## Report what a service sends that the spec does not know [TARGET=https://… or FROM=FILE|FOLDER]
	@exec $(BIN)/python -m kps_contract drift $(if $(TARGET),--target '$(TARGET)') $(if $(FROM),'$(FROM)')

.PHONY: upstream
upstream: $(VENV)/.test ## Compare the vendor's newest SDKs with openapi.yaml, and propose the change [PAGES=FOLDER]
	@exec $(BIN)/python -m tools.upstream $(if $(PAGES),--pages '$(PAGES)')

.PHONY: contract-quick
contract-quick: QUICK := build/contract-quick
contract-quick: $(VENV)/.test
	@mkdir -p $(QUICK)
	@$(BIN)/python -m kps_contract run --quick --output $(QUICK) >$(QUICK)/output.txt 2>&1 || { cat $(QUICK)/output.txt; exit 1; }
	@tail -n 1 $(QUICK)/output.txt

# --- the clients of other languages ---------------------------------------------------------------------------------

# Folders of clients/, each with a recipe.
CLIENTS := go typescript java rust kotlin python python-wrapper
RECIPES  = exec $(BIN)/python -m clients.driver $(foreach name,$(NAMES),$(if $($(name)),--name '$(name)=$($(name))'))
# What their packages are called, if you say so.
NAMES   := MODULE NPM_NAME GROUP CRATE
MODULE :=
NPM_NAME :=
GROUP :=
CRATE :=

.PHONY: clients
clients: $(VENV)/.clients ## Build the clients of all languages, or one: client-go [MODULE=… NPM_NAME=… GROUP=… CRATE=…]
	@$(RECIPES) build $(CLIENTS)

.PHONY: $(CLIENTS:%=client-%) client-template
$(CLIENTS:%=client-%) client-template: client-%: $(VENV)/.clients
	@$(RECIPES) build $*

.PHONY: clients-test
clients-test: $(VENV)/.clients ## Build the clients and run the cases of clients/cases.yaml against each
	@$(RECIPES) test $(CLIENTS) template

.PHONY: clients-matrix
clients-matrix: $(VENV)/.clients ## Do the same, and write the table in clients/README.md
	@$(RECIPES) matrix $(CLIENTS)

.PHONY: spec-variants
spec-variants: $(VENV)/.test ## Write variants of openapi.yaml for other generators into build/spec
	@$(BIN)/python -m tools.spec_variants

ONLY :=

.PHONY: generators
generators: $(VENV)/.test spec-variants ## Run generators that have no recipe; compile and try their clients (Go, Node, Java) [ONLY="ogen …"]
	@exec $(BIN)/python -m tools.generators --only '$(ONLY)'

.PHONY: generators-table
generators-table: $(VENV)/.test spec-variants ## Do the same, and write the table in the guide
	@exec $(BIN)/python -m tools.generators --write

# --- the vendor's own SDKs -------------------------------------------------------------------------------------------

.PHONY: interop
interop: $(VENV)/.test $(INTEROP)/.interop ## Run the vendor's SDKs against the mock [LANGUAGES="Python Go Java Node"]
	@exec $(BIN)/python -m tools.interop $(foreach language,$(LANGUAGES),--language $(language))

# --- documentation --------------------------------------------------------------------------------------------------

.PHONY: docs
docs: $(DOCS)/.project ## Build the documentation site, English and Chinese, into build/docs [SITE_URL=https://…]
	@$(DOCS)/bin/python -m docs.site.build --site-url '$(SITE_URL)'

.PHONY: docs-chinese
docs-chinese: $(VENV)/.test ## List the docstrings whose Chinese is missing or stale [WRITE=1 adds empty entries]
	@$(BIN)/python -m docs.site.chinese $(if $(WRITE),--write)

.PHONY: docs-publish
docs-publish: PAGES := build/pages
docs-publish: $(DOCS)/.project ## Add the documentation of this version to those in PAGES; pushes nothing [PAGES=DIR SITE_URL=https://…]
	@$(DOCS)/bin/python -m docs.site.publish --pages '$(PAGES)' --version '$(VERSION)' --site-url '$(SITE_URL)'

.PHONY: docs-serve
docs-serve: $(VENV)/.project docs ## Serve the documentation, with a mock for its forms, until Ctrl-C [PORT=…, SEED=…]
	@exec $(BIN)/kps-tasks-mock --port $(PORT) --seed $(SEED) --docs build/docs

.PHONY: docs-check
docs-check: $(DOCS)/.docs-check docs ## Test the documentation in Chromium: both languages, search, forms, accessibility
	@$(DOCS)/bin/python -m pytest --noconftest $(addprefix -p tests.docs.browser.,hosts chromium) tests/docs/browser/check_*.py

.PHONY: docs-samples
docs-samples: $(VENV)/.clients ## Run the slow samples of the documentation: Go, TypeScript and Java, and the CI script
	@$(BIN)/python -m pytest tests/docs/check_samples.py

.PHONY: clean
clean: ## Remove .venv, build/ and all caches
	rm -rf $(VENV) build dist .hypothesis .schemathesis .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
