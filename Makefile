# Firstline's commands. Every one of them sets up what it needs and skips what is up to date.

PYTHON := .venv/bin/python
BOT    := .venv-bot/bin/python
STACK  := $(PYTHON) -m stack
PURE   := wire language authored flows standards itsm kb_index stack sandbox desk/core

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup run test lint check pending train release eval bench docs clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## both Python environments, the browser packages and the sentence encoder, from their locks
	@python3 -m stack setup

run: setup ## the whole desk with a practice ServiceNow and demo people; Ctrl-C stops it
	@$(STACK) train
	@$(STACK) release
	@exec $(STACK) up

test: setup ## every test on both Pythons; ends with one line that counts them all
	@$(STACK) train
	@$(STACK) release
	@$(PYTHON) -m tests.run

lint: setup ## ruff, mypy on the pure cores, who may import whom, and `make check`
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy $(PURE)
	.venv/bin/lint-imports
	@$(STACK) check

check: setup ## everything in data/, with file, line and remedy
	@$(STACK) check

pending: setup ## the flows and standards that wait for an approval, with what changed in them
	@$(STACK) pending

train: setup ## a release candidate from data/, compared with the current release
	@$(STACK) train

release: setup ## make the candidate the current release; PREVIOUS=1 goes back to the one before
	@$(STACK) release $(if $(PREVIOUS),--previous)

eval: setup ## how well the bot understands and the knowledge base finds
	@$(STACK) train
	@$(PYTHON) -m benchmarks eval

bench: setup ## speed and memory of the running stack against a bare Rasa
	@$(STACK) train
	@$(STACK) release
	@$(PYTHON) -m benchmarks

docs: setup ## the procedures manual as HTML and PDF, printed from data/
	@mkdir -p var/docs
	@$(PYTHON) -m flows manual --out var/docs/procedures.html --pdf var/docs/procedures.pdf

clean: ## everything that set-up and training made; conversations and secrets in var/ stay
	rm -rf .venv .venv-bot .venv-export node_modules var/tools var/model var/releases var/test
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .rasa
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
