# The commands of this project. Each sets up what it needs; all may be run again.
.PHONY: demo test check bench lock

demo:  ## set up and start everything on this machine
	bin/demo

test:  ## set up and pass the tests, on SQLite and, where there is a server, on PostgreSQL
	bin/setup test
	bin/test

check:  ## format, lint, arrows, missing migrations, templates
	bin/setup test
	bin/check

bench:  ## measure ratios and peak memory
	bin/setup test
	.venv/bin/python -m benchmarks

lock:  ## pin requirements/*.in with hashes
	bin/setup test
	.venv/bin/python -m pip install --quiet uv
	for name in base dev; do .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/$$name.in -o requirements/$$name.txt; done
