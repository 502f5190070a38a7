# make demo and make test set up everything themselves on a fresh Debian 12 with Swift.

.PHONY: demo demo-real test check benchmark build install-dependencies format

build: install-dependencies
	swift build -c release

# The main job on simulated patients, about a minute after the build.
demo: build
	scripts/demo

# The same on held-out patients of the PhysioNet 2019 data in $$WARDWATCH_SHARED (default ../shared).
demo-real: build
	scripts/demo --real

# Unit tests, and end-to-end tests with the real executables. Python clients are installed into .build/venv.
# Sockets and processes have runs of their own: tests that compute would starve their timeouts. Sockets are tested one
# after another, because a machine whose cores are lent out elsewhere makes connections among many wait for seconds.
test: install-dependencies .build/venv/installed
	swift build --build-tests
	swift test --skip-build --disable-xctest --skip 'IngestTests|WebTests|SystemTests'
	swift test --skip-build --disable-xctest --no-parallel --filter 'IngestTests|WebTests'
	swift test --skip-build --disable-xctest --filter SystemTests

# Format, lint, and that every target imports only what the manifest allows it.
check: install-dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests migrations
	swift build --explicit-target-dependency-import-check error

# Times the steps of the main job with the release build; prints and writes Benchmarks/results.
benchmark: build
	Benchmarks/main-job

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests migrations

install-dependencies:
	@scripts/install-dependencies

.build/venv/installed:
	python3 -m venv .build/venv
	.build/venv/bin/pip install --quiet --disable-pip-version-check hl7==0.4.5 hl7apy==1.3.5
	touch $@
