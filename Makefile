# The two commands of the README: `make up` and `make test`. Everything else helps whoever works on the house.
.DEFAULT_GOAL := ayuda
SHELL := /bin/sh
PERFIL ?= up
DEPLOY := .venv/bin/icsoe-deploy
CACHE := $(or $(ICSOE_CACHE),$(HOME)/.cache/icsoe)
PAQUETES := contracts libs services clients simulators deploy tests
.PHONY: ayuda up down status logs reset test lint formato lock generar entorno pruebas demo chaos bench

ayuda: ## Muestra estas órdenes
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

entorno:
	@deploy/local/entorno.sh

up: entorno ## Instala lo que falte, arranca todo y dice las direcciones
	@deploy/local/sistema.sh
	@$(DEPLOY) arriba --perfil $(PERFIL)

down: entorno ## Detiene la plataforma (los datos quedan)
	@$(DEPLOY) abajo --perfil $(PERFIL)

status: entorno ## Qué está en marcha
	@$(DEPLOY) estado --perfil $(PERFIL)

logs: entorno ## Registro de una parte: make logs s=signing
	@$(DEPLOY) registro --perfil $(PERFIL) $(s)

reset: entorno ## Detiene y borra todo lo guardado
	@$(DEPLOY) borrar --perfil $(PERFIL)

demo: entorno ## Presenta una Sin información de prueba en la plataforma en marcha (make up)
	@.venv/bin/python tests/e2e/demo.py --perfil $(PERFIL)

chaos: entorno ## Mil presentaciones mientras mueren procesos al azar, con tres brokers
	@PYTHONPATH=tests:tests/chaos .venv/bin/python tests/chaos/caos.py $(ARGS)

bench: entorno ## Mide gasto por presentación, ritmo, relevo y latencia; escribe docs/benchmarks.md
	@PYTHONPATH=tests:tests/load .venv/bin/python tests/load/banco.py $(ARGS)

pruebas: entorno
	@deploy/local/sistema.sh pruebas
	@$(DEPLOY) instalar --pruebas

test: pruebas ## Todas las pruebas; una parte: make test ARGS="ruta -k nombre"
	@.venv/bin/python -m pytest $(ARGS)

lint: entorno ## ruff, pyright estricto, import-linter y las reglas de tamaño
	@$(DEPLOY) instalar --solo-web
	.venv/bin/ruff check $(PAQUETES)
	.venv/bin/ruff format --check $(PAQUETES)
	.venv/bin/lint-imports --no-cache
	.venv/bin/python -m icsoe_deploy.reglas
	services/portal/node_modules/.bin/pyright

formato: entorno ## Da formato a todo
	@.venv/bin/ruff check --fix -q $(PAQUETES); .venv/bin/ruff format -q $(PAQUETES)

lock: entorno ## Resuelve de nuevo las versiones de requirements.lock
	@$(CACHE)/uv/bin/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header \
		--no-emit-index-url -q -o requirements.lock --python-version 3.11
	@$(MAKE) --no-print-directory entorno

generar: entorno ## Escribe docker-compose.yml desde la topología
	@$(DEPLOY) generar
