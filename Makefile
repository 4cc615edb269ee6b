# The commands of the project. `make run` and `make test` do all the set-up themselves.

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

.PHONY: run test check format lint types trials trials-server bench catalogue docs docs-check documents clean

# Open the app on records/ (without a terminal: print the plan's overview).
run: $(RUNTIME)
	@$(BIN)/tracker $(ARGS)

# Run the tests, on every core.
test: $(DEVELOPMENT)
	$(BIN)/pytest -q -n auto --dist worksteal $(ARGS)

# The whole gate: format, lint, types, tests and pictures.
check: format lint types test docs-check

format: $(DEVELOPMENT)
	$(BIN)/ruff format --check .

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .

types: $(DEVELOPMENT)
	$(BIN)/mypy

# The trials of saving, typing and hanging up at their full counts, and of forms in LibreOffice (tens of minutes).
trials: $(DEVELOPMENT)
	TRACKER_TRIALS=300 $(BIN)/pytest -q tests/trials
	TRACKER_TRIALS=12000 $(BIN)/pytest -q tests/screens/test_typing.py
	TRACKER_TRIALS=60 $(BIN)/pytest -q tests/screens/test_signals.py
	$(BIN)/pytest -q -m long tests/test_hostile_records.py tests/exchange/test_form.py tests/trials/test_forms.py
	$(BIN)/pytest -q -s -m long tests/test_random_keys.py

# The whole round of agencies and office over a real sshd on the loopback, and many clones around one repository.
trials-server: $(DEVELOPMENT)
	$(BIN)/pytest -q -m long tests/trials/test_server.py tests/cli/test_hostile_contributions.py
	TRACKER_TRIALS=1 $(BIN)/pytest -q -s tests/trials/test_many_clones.py

# Measure the command line and the app at several sizes and print the figures as ratios.
bench: $(DEVELOPMENT)
	$(BIN)/python -m bench.measure
	$(BIN)/python bench/importing.py
	$(BIN)/python bench/queries.py

# Take new messages into the Vietnamese catalogue and compile it.
catalogue: $(DEVELOPMENT)
	$(BIN)/python tools/catalogue.py

# Write the generated pages of docs/reference and the screenshots anew.
docs: $(DEVELOPMENT)
	$(BIN)/python tools/reference.py

# Say which screenshots no longer show what the app does.
docs-check: $(DEVELOPMENT)
	$(BIN)/python tools/reference.py --check

# Print the shipped plan, open what was printed with LibreOffice, and leave pages to look at in build/documents.
documents: $(DEVELOPMENT)
	$(BIN)/python tools/documents.py

clean:
	rm -rf build $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dist

$(RUNTIME): pyproject.toml constraints.txt tools/venv
	@tools/venv $(VENV)
	@touch $@

$(DEVELOPMENT): $(RUNTIME)
	@tools/venv $(VENV) --group dev
	@touch $@
