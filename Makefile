# make demo and make test set up everything themselves on a fresh Debian 12 with Swift.

.PHONY: demo demo-real test test-system check benchmark fuzz build install-dependencies format golden completions manuals package \
	container sbom

build: install-dependencies
	swift build -c release

# The main job on simulated patients, about a minute after the build.
demo: build
	scripts/demo

# The same on held-out patients of the PhysioNet 2019 data in $$WARDWATCH_SHARED (default ../shared).
demo-real: build
	scripts/demo --real

# Unit tests, and end-to-end tests with the real executables. Python peers are installed into .build/venv.
# What waits for sockets, services and processes has runs of its own: tests that compute would starve its timeouts.
# Sockets and services are tested one after another, because a machine whose cores are lent out elsewhere makes one
# among many wait for seconds.
test: install-dependencies .build/venv/installed .build/tools/promtool
	swift build --build-tests
	scripts/run-tests --skip 'IngestTests|WebTests|DaemonTests|SystemTests'
	scripts/run-tests --no-parallel --filter 'IngestTests|WebTests|DaemonTests'
	scripts/run-tests --filter SystemTests
	scripts/run-examples

# Writes the golden files again with which the tests compare what commands print; look at the difference before
# committing it.
golden: install-dependencies
	swift build --build-tests
	WARDWATCH_GOLDEN=write swift test --skip-build --disable-xctest --filter CommandOutputTests
	git diff --stat -- Tests/SystemTests/Golden

# Completions for bash, zsh and fish in .build/completions.
completions: build
	scripts/completions "$$(swift build -c release --show-bin-path)" .build/completions

# A manual page for each command in .build/manuals: man -l .build/manuals/man1/wardwatch.1
manuals: build
	scripts/manuals "$$(swift build -c release --show-bin-path)" .build/manuals

# The Debian package in .build/package/out, checked with lintian. Needs debhelper, dpkg-dev and lintian.
package: install-dependencies
	scripts/package

# A root file system and an OCI image of it in .build/package/out. Needs mmdebstrap.
container: package
	packaging/container/build

# What is linked in, as CycloneDX in .build/sbom.cdx.json.
sbom: build
	scripts/sbom "$$(swift build -c release --show-bin-path)"/wardwatchd "$$(swift build -c release --show-bin-path)"/wardwatch \
		>.build/sbom.cdx.json

# Boots Debian in systemd-nspawn and does to the package what happens in its life. Needs root, systemd-container and
# debootstrap besides what the package needs.
test-system: package
	packaging/test/boot "$$(ls -t .build/package/out/*.deb | head -1)"

# Format, lint, and that every target imports only what the manifest allows it.
check: install-dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples Benchmarks migrations Fuzzing
	swift build --explicit-target-dependency-import-check error

# Times the steps of the main job, the intake of messages beside SQLite and a Python server, and the recurrent engine
# beside PyTorch, oneDNN and ONNX Runtime, which it installs into .build; prints and writes Benchmarks/results. Takes
# about 40 minutes on an otherwise idle machine.
benchmark: build .build/venv/installed
	Benchmarks/main-job
	Benchmarks/ingest/run
	Benchmarks/abuse/run
	Benchmarks/recurrent-engine/setup
	Benchmarks/recurrent-engine/run
	Benchmarks/gradient-flow/run

# Ten million executions of libFuzzer on the parsers, about twenty minutes.
fuzz: install-dependencies
	Fuzzing/run

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests Examples Benchmarks migrations Fuzzing

install-dependencies:
	@scripts/install-dependencies

.build/venv/installed: Tests/requirements.txt
	python3 -m venv .build/venv
	.build/venv/bin/pip install --quiet --disable-pip-version-check --requirement Tests/requirements.txt
	touch $@

# Only the program that checks metrics and rules, out of Debian's package of Prometheus.
.build/tools/promtool:
	mkdir -p .build/tools
	cd .build/tools && apt-get download -qq prometheus && \
		dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x -O ./usr/bin/promtool >promtool && chmod 755 promtool
	rm -f .build/tools/prometheus_*.deb
