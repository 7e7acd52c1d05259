# Needs python3 (3.11 or later) and make; everything else is set up in .venv by the first command.
# `make` alone lists what there is.

PYTHON ?= python3
VENV   := .venv
AUDIT  := .venv-audit
IMAGE  := .venv-image
IN     := $(VENV)/bin/python
# A stamp is named after the lock that it was made from: a changed lock sets up again, an unchanged one costs nothing.
LOCKED := $(VENV)/.ready-$(shell cksum requirements.lock | cut -d' ' -f1)
DEV    := $(VENV)/.ready-dev-$(shell cksum requirements-dev.lock | cut -d' ' -f1)
SHIPPED := $(IMAGE)/.ready-$(shell cksum requirements.lock | cut -d' ' -f1)
PIP    := -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --no-deps
TESTS  ?= tests
WALKED := $(addprefix --ignore=tests/,crash races soak) tests
WORKERS ?= 2
# Whoever has nothing left takes over what the other has not begun.
TOGETHER := -q -n $(WORKERS) --dist worksteal
DAILY   := not (browser or long or variant or postgres or processes)
ENGINES := (postgres and not (long or variant)) or (both_engines and (long or chance))
QUICK   := $(addprefix tests/,unit host screens)
KILLS   ?= 20
MINUTES ?= 15

# What is compiled is kept, whatever the machine says: each process that starts would compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run quick test gallery processes crash races engines walks variants soak browser bench check audit format setup lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: $(LOCKED) ## try everything in the browser: simulated Telegram, demo data, no token
	@echo "Loading the demo: it is ready in some seconds ..."
	@$(IN) -m sandbox

run: $(LOCKED) ## run the real bot with the settings in .env
	@$(IN) -m bot migrate
	@$(IN) -m bot run

quick: $(DEV) ## a part of `make test` within a minute: rules, use cases, screens
	@$(IN) -m pytest $(TOGETHER) -m "$(DAILY)" $(QUICK)

test: $(DEV) ## run the tests of every day; make test TESTS=tests/unit runs a part
	@$(IN) -m pytest $(TOGETHER) -m "$(DAILY)" $(TESTS)

gallery: $(DEV) ## all screens and papers in all languages as a page to look through: build/gallery/index.html
	@$(IN) -m tests.screens

processes: $(DEV) ## what starts whole programs: make, commands, the demo with its HTTP
	@$(IN) -m pytest $(TOGETHER) -m "processes and not (browser or long or variant or postgres)" $(TESTS)

crash: $(DEV) ## kill the bot KILLS times at each point, engine and transport; outages, a storm; prints what was repeated or lost
	@KILLS=$(KILLS) $(IN) -m pytest -q -n $(WORKERS) tests/crash

races: $(DEV) ## four processes at once on either engine: a busy day of 500 bookings, the last seats
	@$(IN) -m pytest -q tests/races

engines: $(DEV) ## everything that has to do with PostgreSQL, on a new database and on one moved to
	@THOROUGH=1 $(IN) -m pytest $(TOGETHER) -m "$(ENGINES)" $(WALKED)

walks: $(DEV) ## all buttons and ids, thousands of damaged taps, a moved database, whole processes, all seasons
	@THOROUGH=1 $(IN) -m pytest $(TOGETHER) -m "(long or chance) and not both_engines" $(WALKED)

variants: $(DEV) ## the conversations of `make test` in the other language and by the other transport
	@$(IN) -m pytest $(TOGETHER) -m "variant and not browser and not long" $(TESTS)

soak: $(DEV) ## MINUTES of 50 updates a second on either engine, with deaths and starts; nothing may grow
	@MINUTES=$(MINUTES) $(IN) -m pytest -q tests/soak

browser: $(DEV) ## run the tests that drive a real browser (Chromium); screenshots go to var/artefacts
	@$(IN) -m pytest -q -n $(WORKERS) -m browser $(TESTS)

bench: $(DEV) $(SHIPPED) ## measure speed against bare references; prints a table, writes bench/latest.json
	@BOTS_PYTHON=$(IMAGE)/bin/python $(IN) -m bench $(ONLY)

check: $(DEV) ## style, types, layers, shapes, translations, documentation, shown requirements
	@echo "check: style"        && $(IN) -m ruff check . && $(IN) -m ruff format --check .
	@echo "check: types"        && $(IN) -m mypy
	@echo "check: layers"       && $(VENV)/bin/lint-imports --no-cache --no-logo
	@echo "check: shapes"       && $(IN) -m tools.shapes
	@echo "check: translations" && $(IN) -m tools.translations
	@echo "check: documentation" && $(IN) -m tools.documentation
	@echo "check: requirements" && $(IN) -m tools.requirements
	@echo "check: all is well"

audit: $(IN) ## ask whether holes are known in what the bot runs with (needs the network)
	@test -x $(AUDIT)/bin/pip-audit || { $(IN) -m venv $(AUDIT) && \
	  $(AUDIT)/bin/python -m pip --disable-pip-version-check --no-input install --quiet "pip-audit>=2.10,<3"; }
	@$(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

format: $(DEV) ## put the code into the project's form
	@$(IN) -m ruff check --fix . && $(IN) -m ruff format .

setup: $(DEV) ## set up .venv with everything for work on the code

lock: ## choose the newest allowed versions again (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --upgrade \
	  --custom-compile-command "make lock" --quiet pyproject.toml --output-file requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --upgrade \
	  --custom-compile-command "make lock" --quiet pyproject.toml --group dev \
	  --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove .venv and what tools have left; keeps .env and the database in var/
	rm -rf $(VENV) $(AUDIT) $(IMAGE) .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov .coverage .coverage.*

$(IN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)." \
	       "If a newer one has another name: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python has no venv module here. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 2; }
	@echo "Setting up .venv (the first time only) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 2; }

$(LOCKED): | $(IN)
	@echo "Installing what the bot needs from requirements.lock: the first time only, a minute or two ..."
	@$(IN) $(PIP) -r requirements.lock
	@rm -f $(VENV)/.ready-[0-9]* && touch $@

$(DEV): | $(IN)
	@echo "Installing what the bot, tests and checks need from requirements-dev.lock ..."
	@$(IN) $(PIP) -r requirements-dev.lock
	@rm -f $(VENV)/.ready-* && touch $@ $(LOCKED)

# With the tools of development beside it the bot loads some of them: what is measured is what the image has.
$(SHIPPED): | $(IN)
	@echo "Installing what the image has, for the bots that are measured ..."
	@rm -rf $(IMAGE) && $(IN) -m venv $(IMAGE) && $(IMAGE)/bin/python $(PIP) -r requirements.lock && touch $@
